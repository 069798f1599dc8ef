//! Strict JSON (RFC 8259, and stricter): one value, no duplicate members, bounded depth.
//!
//! Strings without escapes are borrowed from the input. What is refused here and accepted by most
//! parsers: duplicate member names (compared after unescaping), a byte order mark, lone
//! surrogates, numbers that do not fit a double, nesting beyond [`JSON_DEPTH_MAX`].

use std::borrow::Cow;

use super::json_string;
use crate::limits::{JSON_DEPTH_MAX, JSON_ELEMENTS_MAX, JSON_MEMBERS_MAX};

/// A JSON value over borrowed text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    /// Finite; also whole numbers beyond 64 bits.
    Float(f64),
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

/// The first bytes of a name and its length: tells names apart in one comparison, short ones for good.
fn tag(name: &str) -> u64 {
    let first = name.bytes().take(TAG_BYTES).fold(0, |tag, byte| tag << 8 | u64::from(byte));
    first << 8 | u64::from(u8::try_from(name.len()).unwrap_or(u8::MAX))
}

const TAG_BYTES: usize = 7;
/// Room for the claims of an access token without growing.
const MEMBERS_USUAL: usize = 12;

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

/// As [`parse`], for a value that wraps others of full depth.
pub(crate) fn parse_deep(text: &str, depth_max: usize) -> Result<Value<'_>, Malformed> {
    let mut parser = Parser { text, offset: 0, depth_max };
    let value = parser.value(0)?;
    parser.skip_white_space();
    if parser.offset == text.len() { Ok(value) } else { Err(parser.malformed()) }
}

struct Parser<'a> {
    text: &'a str,
    offset: usize,
    depth_max: usize,
}

impl<'a> Parser<'a> {
    const fn malformed(&self) -> Malformed {
        Malformed { offset: self.offset }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    fn skip_white_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.offset += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.offset += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), Malformed> {
        if self.eat(byte) { Ok(()) } else { Err(self.malformed()) }
    }

    fn value(&mut self, depth: usize) -> Result<Value<'a>, Malformed> {
        self.skip_white_space();
        match self.peek() {
            Some(b'{') => self.object(depth + 1).map(Value::Object),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => self.string().map(Value::String),
            Some(b't') => self.literal("true", Value::Bool(true)),
            Some(b'f') => self.literal("false", Value::Bool(false)),
            Some(b'n') => self.literal("null", Value::Null),
            _ => self.number(),
        }
    }

    fn literal(&mut self, name: &str, value: Value<'a>) -> Result<Value<'a>, Malformed> {
        let rest = self.text.get(self.offset..).ok_or_else(|| self.malformed())?;
        if !rest.starts_with(name) {
            return Err(self.malformed());
        }
        self.offset += name.len();
        Ok(value)
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Malformed> {
        let rest = self.text.get(self.offset..).ok_or_else(|| self.malformed())?;
        let (string, length) =
            json_string::parse(rest).map_err(|at| Malformed { offset: self.offset + at })?;
        self.offset += length;
        Ok(string)
    }

    fn array(&mut self, depth: usize) -> Result<Value<'a>, Malformed> {
        self.expect(b'[')?;
        let mut elements = Vec::new();
        if depth > self.depth_max {
            return Err(self.malformed());
        }
        self.skip_white_space();
        if self.eat(b']') {
            return Ok(Value::Array(elements));
        }
        loop {
            if elements.len() == JSON_ELEMENTS_MAX {
                return Err(self.malformed());
            }
            elements.push(self.value(depth)?);
            self.skip_white_space();
            if self.eat(b']') {
                return Ok(Value::Array(elements));
            }
            self.expect(b',')?;
        }
    }

    fn object(&mut self, depth: usize) -> Result<Object<'a>, Malformed> {
        self.expect(b'{')?;
        if depth > self.depth_max {
            return Err(self.malformed());
        }
        self.skip_white_space();
        if self.eat(b'}') {
            return Ok(Object::default());
        }
        let mut object = Object(Vec::with_capacity(MEMBERS_USUAL));
        loop {
            self.skip_white_space();
            let name = self.string()?;
            let tag = tag(&name);
            let twin = |other: &Member<'a>| other.tag == tag && other.is(&name);
            if object.0.len() == JSON_MEMBERS_MAX || object.0.iter().any(twin) {
                return Err(self.malformed());
            }
            self.skip_white_space();
            self.expect(b':')?;
            let value = self.value(depth)?;
            object.0.push(Member { tag, name, value });
            self.skip_white_space();
            if self.eat(b'}') {
                return Ok(object);
            }
            self.expect(b',')?;
        }
    }

    fn number(&mut self) -> Result<Value<'a>, Malformed> {
        let start = self.offset;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        let whole_end = self.offset;
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _sign = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        let text = self.text.get(start..self.offset).ok_or_else(|| self.malformed())?;
        if self.offset == whole_end
            && let Ok(integer) = text.parse()
        {
            return Ok(Value::Integer(integer));
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Float(number)),
            _ => Err(Malformed { offset: start }),
        }
    }

    fn digits(&mut self) -> Result<(), Malformed> {
        let start = self.offset;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.offset += 1;
        }
        if self.offset == start { Err(self.malformed()) } else { Ok(()) }
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
