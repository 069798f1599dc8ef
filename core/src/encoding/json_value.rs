//! A JSON value as it was parsed, over the text that it borrows from.

use std::borrow::Cow;

use super::json_number::Float;

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
pub(crate) struct Object<'a>(pub(super) Vec<Member<'a>>);

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member<'a> {
    pub(super) tag: u64,
    pub(super) name: Cow<'a, str>,
    pub(super) value: Value<'a>,
}

/// The first bytes of a name and its length: one comparison tells most names apart, and all short ones.
#[inline]
pub(super) fn tag(name: &str) -> u64 {
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
pub(super) fn tag_within(text: &[u8], name: &str) -> u64 {
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
    pub(super) fn is(&self, name: &str) -> bool {
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
