//! Reads configuration out of strict JSON and names the path of whatever is wrong.

use crate::encoding::json::{self, Object, Value};
use crate::error::{Misconfigured, invalid_policy, quoted, shown};

/// Parses the text of a configuration object.
pub(super) fn parse(text: &str, bytes_max: usize) -> Result<Value<'_>, Misconfigured> {
    if text.len() > bytes_max {
        return Err(invalid_policy(format!("longer than {bytes_max} bytes")));
    }
    json::parse(text).map_err(|at| {
        invalid_policy(format!(
            "not strict JSON at byte {}: a syntax error, a duplicate member, or nested too deeply",
            at.offset
        ))
    })
}

/// An object whose members are all known.
pub(super) struct Members<'v, 'a>(&'v Object<'a>);

impl<'v, 'a> Members<'v, 'a> {
    pub(super) fn new(value: &'v Value<'a>, known: &[&str]) -> Result<Self, Misconfigured> {
        let object = value.as_object().ok_or_else(|| expected("an object", value))?;
        match object.members().find(|(name, _)| !known.contains(name)) {
            None => Ok(Self(object)),
            Some((name, _)) => {
                let message = format!("not a known member; known are {}", known.join(", "));
                Err(invalid_policy(message).at(shown(name)))
            }
        }
    }

    /// A member; `null` counts as absent.
    pub(super) fn optional(&self, name: &str) -> Option<&'v Value<'a>> {
        self.0.member(name).filter(|value| **value != Value::Null)
    }

    pub(super) fn required(&self, name: &str) -> Result<&'v Value<'a>, Misconfigured> {
        self.optional(name).ok_or_else(|| invalid_policy("this member is required").at(name))
    }

    /// Reads an optional member with `read`, its name put before the path of an error.
    pub(super) fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'v Value<'a>) -> Result<T, Misconfigured>,
    ) -> Result<Option<T>, Misconfigured> {
        self.optional(name).map(read).transpose().map_err(|error| error.at(name))
    }

    pub(super) fn read_required<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'v Value<'a>) -> Result<T, Misconfigured>,
    ) -> Result<T, Misconfigured> {
        read(self.required(name)?).map_err(|error| error.at(name))
    }
}

pub(super) fn expected(what: &str, value: &Value<'_>) -> Misconfigured {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    invalid_policy(format!("{what} expected, not {found}"))
}

pub(super) fn string(value: &Value<'_>) -> Result<String, Misconfigured> {
    value.as_str().map(str::to_owned).ok_or_else(|| expected("a string", value))
}

pub(super) fn boolean(value: &Value<'_>) -> Result<bool, Misconfigured> {
    if let Value::Bool(flag) = value { Ok(*flag) } else { Err(expected("a boolean", value)) }
}

pub(super) fn integer(value: &Value<'_>) -> Result<i64, Misconfigured> {
    if let Value::Integer(integer) = value {
        Ok(*integer)
    } else {
        Err(expected("a whole number", value))
    }
}

/// To the thousandth.
pub(super) fn number(value: &Value<'_>) -> Result<f64, Misconfigured> {
    match value {
        // Limits are far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        Value::Integer(integer) => Ok(*integer as f64),
        #[allow(clippy::cast_precision_loss)]
        Value::Float(float) => Ok(float.thousandths() as f64 / 1_000.0),
        _ => Err(expected("a number", value)),
    }
}

/// A whole number from zero up; what is out of range of the type is out of range of the figure too.
pub(super) fn count(value: &Value<'_>) -> Result<u32, Misconfigured> {
    match integer(value)? {
        ..0 => Err(invalid_policy("a number from 0 up expected")),
        count => Ok(u32::try_from(count).unwrap_or(u32::MAX)),
    }
}

pub(super) fn strings(value: &Value<'_>) -> Result<Vec<String>, Misconfigured> {
    each(value, string)
}

/// One string, or an array of them.
pub(super) fn string_or_strings(value: &Value<'_>) -> Result<Vec<String>, Misconfigured> {
    match value {
        Value::String(one) => Ok(vec![one.as_ref().to_owned()]),
        Value::Array(_) => strings(value),
        _ => Err(expected("a string or an array of strings", value)),
    }
}

/// Reads every element of an array, its position put before the path of an error.
pub(super) fn each<T>(
    value: &Value<'_>,
    mut read: impl FnMut(&Value<'_>) -> Result<T, Misconfigured>,
) -> Result<Vec<T>, Misconfigured> {
    let elements = value.as_array().ok_or_else(|| expected("an array", value))?;
    let read = |(index, element)| {
        read(element).map_err(|error: Misconfigured| error.at(format!("[{index}]")))
    };
    elements.iter().enumerate().map(read).collect()
}

/// One of a few names.
pub(super) fn one_of<T: Copy>(
    value: &Value<'_>,
    what: &str,
    choices: &[(&str, T)],
) -> Result<T, Misconfigured> {
    let text = value.as_str().ok_or_else(|| expected("a string", value))?;
    let found = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice);
    found.ok_or_else(|| {
        let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
        invalid_policy(format!("{} is not {what}; one of {}", quoted(text), names.join(", ")))
    })
}
