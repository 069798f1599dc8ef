//! Strict JSON (RFC 8259, and stricter): one value, no duplicate members, bounded depth.
//!
//! Strings without escapes are borrowed from the input. What is refused here and accepted by most
//! parsers: duplicate member names (compared after unescaping), a byte order mark, lone
//! surrogates, numbers that do not fit a double, nesting beyond [`JSON_DEPTH_MAX`].

use std::borrow::Cow;

use super::json_number::Float;
use super::json_string::{self, Escaped};
use crate::limits::{JSON_DEPTH_MAX, JSON_ELEMENTS_MAX, JSON_MEMBERS_MAX};

/// A JSON value over borrowed text. `repr(u64)`: an 8-byte tag makes moves faster.
#[derive(Debug, Clone, PartialEq)]
#[repr(u64)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    Float(Float<'a>),
    String(Cow<'a, str>),
    Array(Vec<Value<'a>>),
    Object(Object<'a>),
}

/// A JSON object; members keep their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Object<'a>(Vec<Member<'a>>);

#[derive(Debug, Clone, PartialEq)]
struct Member<'a> {
    tag: u64,
    name: Cow<'a, str>,
    value: Value<'a>,
}

/// The first bytes of a name and its length: one comparison tells most names apart, and all short ones.
#[inline]
fn tag(name: &str) -> u64 {
    let begin = name.as_bytes().get(..name.len().min(TAG_BYTES)).unwrap_or_default();
    let first = match (begin.first_chunk(), begin.last_chunk()) {
        // For fewer than 8 bytes the two reads overlap; the shared bytes are equal.
        (Some(first), Some(last)) => {
            let first = u64::from(u32::from_be_bytes(*first));
            first << (8 * (begin.len() - 4)) | u64::from(u32::from_be_bytes(*last))
        }
        _ => begin.iter().fold(0, |first, byte| first << 8 | u64::from(*byte)),
    };
    sized(first, name.len())
}

/// As [`tag`], but reads 8 bytes at once from the text at the name's start.
#[inline]
fn tag_within(text: &[u8], name: &str) -> u64 {
    match text.first_chunk() {
        Some(first) if !name.is_empty() => {
            let beyond = 64 - 8 * name.len().min(TAG_BYTES);
            sized(u64::from_be_bytes(*first) >> beyond, name.len())
        }
        _ => tag(name),
    }
}

#[inline]
fn sized(first: u64, length: usize) -> u64 {
    first << 8 | length.min(0xff) as u64
}

const TAG_BYTES: usize = 7;
/// Room for the claims of an access token without growing.
const MEMBERS_USUAL: usize = 12;
/// The same for objects inside them, such as `act` and `cnf`.
const MEMBERS_USUAL_WITHIN: usize = 2;
/// Digits of which every number fits 64 bits.
const EXACT_DIGITS: usize = 18;

/// The text is not strict JSON. Says where, never what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) offset: usize,
}

impl<'a> Object<'a> {
    pub(crate) fn member(&self, name: &str) -> Option<&Value<'a>> {
        let wanted = tag(name);
        let is_it = |member: &&Member<'a>| member.tag == wanted && member.is(name);
        self.0.iter().find(is_it).map(|member| &member.value)
    }

    /// A member that is there and not `null`.
    pub(crate) fn member_not_null(&self, name: &str) -> Option<&Value<'a>> {
        self.member(name).filter(|value| !matches!(value, Value::Null))
    }

    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.0.iter().map(|member| (member.name.as_ref(), &member.value))
    }
}

impl Member<'_> {
    /// Compares what the tag left out.
    fn is(&self, name: &str) -> bool {
        name.len() <= TAG_BYTES || self.name == name
    }
}

impl<'a> Value<'a> {
    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(elements) = self { Some(elements) } else { None }
    }

    pub(crate) const fn as_object(&self) -> Option<&Object<'a>> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }
}

/// As [`parse_object`], of bytes that may be no UTF-8.
pub(crate) fn parse_object_bytes(text: &[u8]) -> Result<Object<'_>, Malformed> {
    parse_object(std::str::from_utf8(text).map_err(|e| Malformed { offset: e.valid_up_to() })?)
}

/// Parses one object and nothing after it.
pub(crate) fn parse_object(text: &str) -> Result<Object<'_>, Malformed> {
    match parse(text)? {
        Value::Object(object) => Ok(object),
        _ => Err(Malformed { offset: 0 }),
    }
}

/// Parses one value and nothing after it but white space.
pub(crate) fn parse(text: &str) -> Result<Value<'_>, Malformed> {
    parse_deep(text, JSON_DEPTH_MAX)
}

/// As [`parse`], with another depth: a value that wraps values of full depth.
pub(crate) fn parse_deep(text: &str, depth_max: usize) -> Result<Value<'_>, Malformed> {
    let mut parser = Parser { text, offset: 0, depth_max };
    match parser.value(0) {
        Ok(value) if parser.peek_after_space().is_none() => Ok(value),
        _ => Err(Malformed { offset: parser.offset }),
    }
}

struct Parser<'a> {
    text: &'a str,
    offset: usize,
    depth_max: usize,
}

/// The text is at fault where the parser stands.
struct Fault;

impl<'a> Parser<'a> {
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
            return Err(Fault);
        }
        if self.peek_after_space() == Some(b']') {
            self.offset += 1;
            return Ok(elements);
        }
        loop {
            if elements.len() == JSON_ELEMENTS_MAX {
                return Err(Fault);
            }
            elements.push(self.value(depth)?);
            if !self.goes_on(b']')? {
                return Ok(elements);
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Object<'a>, Fault> {
        self.offset += 1;
        if depth > self.depth_max {
            return Err(Fault);
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
        if others.len() == JSON_MEMBERS_MAX || others.iter().any(same_name) {
            return Err(Fault);
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
