//! Reads configuration out of strict JSON and names the path of whatever is wrong.

use std::time::Duration;

use crate::encoding::json::{self, Object, Value};
use crate::error::{ConfigError, invalid_policy, printable, quoted};
use crate::time::UnixTime;

/// Parses the text of a configuration object.
pub(super) fn parse(text: &str, bytes_max: usize) -> Result<Value<'_>, ConfigError> {
    if text.len() > bytes_max {
        return Err(invalid_policy(format_args!("longer than {bytes_max} bytes")));
    }
    json::parse(text).map_err(|at| {
        invalid_policy(format_args!(
            "not strict JSON at byte {}: a syntax error, a duplicate member, or nested too deeply",
            at.offset
        ))
    })
}

/// An object whose members are all known.
pub(super) struct Members<'v, 'a>(&'v Object<'a>);

impl<'v, 'a> Members<'v, 'a> {
    pub(super) fn new(value: &'v Value<'a>, known: &[&str]) -> Result<Self, ConfigError> {
        let object = value.as_object().ok_or_else(|| expected("an object", value))?;
        match object.members().find(|(name, _)| !known.contains(name)) {
            None => Ok(Self(object)),
            Some((name, _)) => {
                let message = format_args!("unknown; expected one of: {}", known.join(", "));
                Err(invalid_policy(message).at(printable(name)))
            }
        }
    }

    /// A member; `null` counts as absent.
    pub(super) fn optional(&self, name: &str) -> Option<&'v Value<'a>> {
        self.0.member(name).filter(|value| **value != Value::Null)
    }

    pub(super) fn required(&self, name: &str) -> Result<&'v Value<'a>, ConfigError> {
        self.optional(name).ok_or_else(|| invalid_policy("this member is required").at(name))
    }

    /// Reads an optional member with `read`, its name put before the path of an error.
    pub(super) fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'v Value<'a>) -> Result<T, ConfigError>,
    ) -> Result<Option<T>, ConfigError> {
        self.optional(name).map(read).transpose().map_err(|error| error.at(name))
    }

    pub(super) fn read_required<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'v Value<'a>) -> Result<T, ConfigError>,
    ) -> Result<T, ConfigError> {
        read(self.required(name)?).map_err(|error| error.at(name))
    }
}

pub(super) fn expected(what: &str, value: &Value<'_>) -> ConfigError {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    invalid_policy(format_args!("{what} expected, not {found}"))
}

pub(super) fn string(value: &Value<'_>) -> Result<String, ConfigError> {
    value.as_str().map(str::to_owned).ok_or_else(|| expected("a string", value))
}

pub(super) fn boolean(value: &Value<'_>) -> Result<bool, ConfigError> {
    if let Value::Bool(flag) = value { Ok(*flag) } else { Err(expected("a boolean", value)) }
}

pub(super) fn integer(value: &Value<'_>) -> Result<i64, ConfigError> {
    if let Value::Integer(integer) = value {
        Ok(*integer)
    } else {
        Err(expected("a whole number", value))
    }
}

/// Unix seconds.
pub(super) fn time(value: &Value<'_>) -> Result<UnixTime, ConfigError> {
    integer(value).map(UnixTime::from_seconds)
}

/// Seconds, to the thousandth. Smaller and negative numbers are zero, and too large ones saturate.
pub(super) fn duration(value: &Value<'_>) -> Result<Duration, ConfigError> {
    let milliseconds = match value {
        Value::Integer(seconds) => seconds.saturating_mul(1_000),
        Value::Float(seconds) => seconds.thousandths(),
        _ => return Err(expected("a number", value)),
    };
    Ok(Duration::from_millis(u64::try_from(milliseconds).unwrap_or_default()))
}

/// Whole seconds from zero up.
pub(super) fn seconds(value: &Value<'_>) -> Result<Duration, ConfigError> {
    Ok(Duration::from_secs(u64::from(count(value)?)))
}

/// A whole number from zero up; a larger one than the type holds saturates. Where a setting has a bound, the bound
/// refuses it.
pub(super) fn count(value: &Value<'_>) -> Result<u32, ConfigError> {
    match integer(value)? {
        ..0 => Err(invalid_policy("a number from 0 up expected")),
        count => Ok(u32::try_from(count).unwrap_or(u32::MAX)),
    }
}

pub(super) fn strings(value: &Value<'_>) -> Result<Vec<String>, ConfigError> {
    each(value, string)
}

/// One string, or an array of them.
pub(super) fn string_or_strings(value: &Value<'_>) -> Result<Vec<String>, ConfigError> {
    match value {
        Value::String(one) => Ok(vec![one.as_ref().to_owned()]),
        Value::Array(_) => strings(value),
        _ => Err(expected("a string or an array of strings", value)),
    }
}

/// Reads every element of an array, its position put before the path of an error.
pub(super) fn each<T>(
    value: &Value<'_>,
    mut read: impl FnMut(&Value<'_>) -> Result<T, ConfigError>,
) -> Result<Vec<T>, ConfigError> {
    let elements = value.as_array().ok_or_else(|| expected("an array", value))?;
    let read = |(index, element)| {
        read(element).map_err(|error: ConfigError| error.at(format_args!("[{index}]")))
    };
    elements.iter().enumerate().map(read).collect()
}

/// One of a few names.
pub(super) fn one_of<T: Copy>(
    value: &Value<'_>,
    what: &str,
    choices: &[(&str, T)],
) -> Result<T, ConfigError> {
    let text = value.as_str().ok_or_else(|| expected("a string", value))?;
    let found = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice);
    found.ok_or_else(|| {
        let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
        invalid_policy(format_args!("{} is not {what}; one of {}", quoted(text), names.join(", ")))
    })
}
