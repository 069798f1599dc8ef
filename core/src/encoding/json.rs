//! Strict JSON (RFC 8259, and stricter): one value, no duplicate members, bounded depth.
//!
//! Strings without escapes are borrowed from the input. What is refused here and accepted by most
//! parsers: duplicate member names (compared after unescaping), a byte order mark, lone
//! surrogates, numbers that do not fit a double, nesting beyond [`JSON_DEPTH_MAX`].

use std::borrow::Cow;
use std::collections::BinaryHeap;

use super::json_number::Float;
use super::json_string::{self, Escaped};
use super::json_value::{Member, tag, tag_within};
pub(crate) use super::json_value::{Object, Value};
use crate::limits::{JSON_DEPTH_MAX, JSON_ELEMENTS_MAX, JSON_MEMBERS_MAX};

/// Up to so many members each name is compared with those before it; beyond, all names are sorted at the end. Real
/// tokens stay below, and a sort has no bad case that an attacker could choose.
const MEMBERS_COMPARED: usize = 32;
/// Room for the claims of an access token without growing.
const MEMBERS_USUAL: usize = 12;
/// The same for objects inside them, such as `act` and `cnf`.
const MEMBERS_USUAL_WITHIN: usize = 2;
/// Where the keys of a JWK Set begin: in an array in an object.
const SET_ELEMENT_DEPTH: usize = 2;
/// Digits of which every number fits 64 bits.
const EXACT_DIGITS: usize = 18;

/// The text is not strict JSON. Says where, never what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) offset: usize,
    /// It may be JSON, but has more than is read.
    pub(crate) too_much: Option<&'static str>,
}

/// As [`parse_object`], of bytes that may be no UTF-8.
pub(crate) fn parse_object_bytes(text: &[u8]) -> Result<Object<'_>, Malformed> {
    parse_object(utf8(text)?)
}

/// As [`parse_object_bytes`], of a JWK Set, which may begin with a byte order mark. An element of an array of the set
/// that has a member twice becomes `null`, so that it takes no other element with it.
pub(crate) fn parse_set_bytes(text: &[u8]) -> Result<Object<'_>, Malformed> {
    let text = utf8(text)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    object(parse_with(Parser {
        duplicates: Duplicates::OfElements,
        ..Parser::new(text, JSON_DEPTH_MAX)
    })?)
}

fn utf8(text: &[u8]) -> Result<&str, Malformed> {
    std::str::from_utf8(text).map_err(|e| Malformed { offset: e.valid_up_to(), too_much: None })
}

/// Parses one object and nothing after it.
pub(crate) fn parse_object(text: &str) -> Result<Object<'_>, Malformed> {
    object(parse(text)?)
}

fn object(value: Value<'_>) -> Result<Object<'_>, Malformed> {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(Malformed { offset: 0, too_much: None }),
    }
}

/// Parses one value and nothing after it but white space.
pub(crate) fn parse(text: &str) -> Result<Value<'_>, Malformed> {
    parse_deep(text, JSON_DEPTH_MAX)
}

/// As [`parse`], with another depth: a value that wraps values of full depth.
pub(crate) fn parse_deep(text: &str, depth_max: usize) -> Result<Value<'_>, Malformed> {
    parse_with(Parser::new(text, depth_max))
}

fn parse_with(mut parser: Parser<'_>) -> Result<Value<'_>, Malformed> {
    match parser.value(0) {
        Ok(value) if parser.peek_after_space().is_none() => Ok(value),
        _ => Err(Malformed { offset: parser.offset, too_much: parser.too_much }),
    }
}

#[cold]
fn has_duplicate(members: &[Member<'_>]) -> bool {
    let names: Vec<_> = members.iter().map(|member| (member.tag, &*member.name)).collect();
    // A heap, because its code is a tenth of that of a sort.
    let names = BinaryHeap::from(names).into_sorted_vec();
    names.windows(2).any(|pair| matches!(pair, [one, other] if one == other))
}

struct Parser<'a> {
    text: &'a str,
    offset: usize,
    depth_max: usize,
    too_much: Option<&'static str>,
    duplicates: Duplicates,
}

/// What becomes of a member that stands twice.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Duplicates {
    Refused,
    /// In an element of an array of the outermost object, that element becomes `null`. Elsewhere it is refused.
    OfElements,
    /// Such an element is being read.
    WithinElement,
    /// The element being read has one.
    Found,
}

/// The text is at fault where the parser stands.
struct Fault;

impl<'a> Parser<'a> {
    const fn new(text: &'a str, depth_max: usize) -> Self {
        Self { text, offset: 0, depth_max, too_much: None, duplicates: Duplicates::Refused }
    }

    /// There is more than is read.
    #[cold]
    fn beyond(&mut self, limit: &'static str) -> Fault {
        self.too_much = Some(limit);
        Fault
    }

    /// A member stands twice.
    #[cold]
    fn duplicate(&mut self) -> Result<(), Fault> {
        match self.duplicates {
            Duplicates::Refused | Duplicates::OfElements => Err(Fault),
            Duplicates::WithinElement | Duplicates::Found => {
                self.duplicates = Duplicates::Found;
                Ok(())
            }
        }
    }

    /// An element of an array of a JWK Set.
    #[cold]
    fn set_element(&mut self, depth: usize) -> Result<Value<'a>, Fault> {
        self.duplicates = Duplicates::WithinElement;
        let element = self.value(depth)?;
        let found = self.duplicates == Duplicates::Found;
        self.duplicates = Duplicates::OfElements;
        Ok(if found { Value::Null } else { element })
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    /// Skips white space, and returns the next byte without consuming it.
    #[inline]
    fn peek_after_space(&mut self) -> Option<u8> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.offset += 1,
                other => return other,
            }
        }
    }

    #[inline]
    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.offset += usize::from(found);
        found
    }

    /// After an element or a member: whether another follows, or else the `end`.
    #[inline]
    fn goes_on(&mut self, end: u8) -> Result<bool, Fault> {
        let byte = self.peek_after_space();
        if byte != Some(b',') && byte != Some(end) {
            return Err(Fault);
        }
        self.offset += 1;
        Ok(byte == Some(b','))
    }

    fn value(&mut self, depth: usize) -> Result<Value<'a>, Fault> {
        match self.peek_after_space() {
            Some(b'"') => self.string().map(Value::String),
            Some(b'{') => self.object(depth + 1).map(Value::Object),
            Some(b'[') => self.array(depth + 1).map(Value::Array),
            Some(b't') => self.literal("true", Value::Bool(true)),
            Some(b'f') => self.literal("false", Value::Bool(false)),
            Some(b'n') => self.literal("null", Value::Null),
            _ => self.number(),
        }
    }

    fn literal(&mut self, name: &str, value: Value<'a>) -> Result<Value<'a>, Fault> {
        let rest = self.text.as_bytes().get(self.offset..).ok_or(Fault)?;
        if !rest.starts_with(name.as_bytes()) {
            return Err(Fault);
        }
        self.offset += name.len();
        Ok(value)
    }

    #[inline(always)]
    fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        if !self.eat(b'"') {
            return Err(Fault);
        }
        let start = self.offset;
        let rest = self.text.as_bytes().get(start..).ok_or(Fault)?;
        self.offset += json_string::plain_bytes(rest);
        let plain = self.text.get(start..self.offset).ok_or(Fault)?;
        if self.eat(b'"') { Ok(Cow::Borrowed(plain)) } else { self.escaped(plain) }
    }

    #[cold]
    fn escaped(&mut self, plain: &str) -> Result<Cow<'a, str>, Fault> {
        let mut escaped = Escaped { text: self.text, offset: self.offset, out: plain.to_owned() };
        let whole = escaped.run();
        self.offset = escaped.offset;
        whole.map(|()| Cow::Owned(escaped.out)).map_err(|()| Fault)
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Value<'a>>, Fault> {
        self.offset += 1;
        let mut elements = Vec::new();
        if depth > self.depth_max {
            return Err(self.beyond("nested too deeply"));
        }
        if self.peek_after_space() == Some(b']') {
            self.offset += 1;
            return Ok(elements);
        }
        loop {
            if elements.len() == JSON_ELEMENTS_MAX {
                return Err(self.beyond("too many elements"));
            }
            let of_set = depth == SET_ELEMENT_DEPTH && self.duplicates == Duplicates::OfElements;
            elements.push(if of_set { self.set_element(depth)? } else { self.value(depth)? });
            if !self.goes_on(b']')? {
                return Ok(elements);
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Object<'a>, Fault> {
        self.offset += 1;
        if depth > self.depth_max {
            return Err(self.beyond("nested too deeply"));
        }
        if self.peek_after_space() == Some(b'}') {
            self.offset += 1;
            return Ok(Object::default());
        }
        let room = if depth == 1 { MEMBERS_USUAL } else { MEMBERS_USUAL_WITHIN };
        let mut members = Vec::with_capacity(room);
        loop {
            let member = self.member(&members, depth)?;
            members.push(member);
            if !self.goes_on(b'}')? {
                if members.len() > MEMBERS_COMPARED && has_duplicate(&members) {
                    self.duplicate()?;
                }
                return Ok(Object(members));
            }
        }
    }

    #[inline]
    fn member(&mut self, others: &[Member<'a>], depth: usize) -> Result<Member<'a>, Fault> {
        self.peek_after_space();
        let within = self.text.as_bytes().get(self.offset + 1..).unwrap_or_default();
        let name = self.string()?;
        let tag =
            if let Cow::Borrowed(name) = name { tag_within(within, name) } else { tag(&name) };
        let same_name = |other: &Member<'a>| other.tag == tag && other.is(&name);
        if others.len() < MEMBERS_COMPARED {
            if others.iter().any(same_name) {
                self.duplicate()?;
            }
        } else if others.len() == JSON_MEMBERS_MAX {
            return Err(self.beyond("too many members"));
        }
        if self.peek_after_space() != Some(b':') {
            return Err(Fault);
        }
        self.offset += 1;
        // Most values are strings, which need no turn through the others.
        let value = match self.peek_after_space() {
            Some(b'"') => Value::String(self.string()?),
            _ => self.value(depth)?,
        };
        Ok(Member { tag, name, value })
    }

    fn number(&mut self) -> Result<Value<'a>, Fault> {
        let start = self.offset;
        let negative = self.eat(b'-');
        let digits = self.offset;
        let mut integer: i64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            integer = integer.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            self.offset += 1;
            if digit == b'0' && self.offset == digits + 1 {
                break;
            }
        }
        let taken = self.offset - digits;
        match self.peek() {
            _ if taken == 0 => Err(Fault),
            Some(b'.' | b'e' | b'E') => self.float(start),
            _ if taken <= EXACT_DIGITS => {
                Ok(Value::Integer(if negative { -integer } else { integer }))
            }
            _ => self.float(start),
        }
    }

    /// A number with a fraction, an exponent or many digits, that begins at `start` and whose whole part is read.
    #[cold]
    fn float(&mut self, start: usize) -> Result<Value<'a>, Fault> {
        let whole_end = self.offset;
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _sign = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        let text = self.text.get(start..self.offset).ok_or(Fault)?;
        if self.offset == whole_end
            && let Ok(integer) = text.parse()
        {
            return Ok(Value::Integer(integer));
        }
        let number = Float::new(text).map(Value::Float);
        if number.is_none() {
            self.offset = start;
        }
        number.ok_or(Fault)
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.offset;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.offset += 1;
        }
        if self.offset == start { Err(Fault) } else { Ok(()) }
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
