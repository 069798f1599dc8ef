//! A claim and what it must say, as JSON: `{"claim", "value"}` or `{"claim", "any_of"}`.

use super::reader::{Members, each, expected, string};
use crate::encoding::json::Value;
use crate::error::{ConfigError, invalid_policy};
use crate::scope::{ClaimRequirement, ClaimValue};

pub(super) fn claim(json: &Value<'_>) -> Result<ClaimRequirement, ConfigError> {
    let members = Members::new(json, &["claim", "value", "any_of"])?;
    let name = members.read_required("claim", string)?;
    let one = members.read("value", value)?;
    let several = members.read("any_of", |values| each(values, value))?;
    match (one, several) {
        (Some(one), None) => ClaimRequirement::any_of(name, [one]),
        (None, Some(several)) => ClaimRequirement::any_of(name, several),
        _ => Err(invalid_policy("one of value and any_of expected")),
    }
}

fn value(json: &Value<'_>) -> Result<ClaimValue, ConfigError> {
    match json {
        Value::Bool(value) => Ok(ClaimValue::Bool(*value)),
        Value::Integer(value) => Ok(ClaimValue::Integer(*value)),
        Value::String(value) => Ok(ClaimValue::Text(value.as_ref().to_owned())),
        _ => Err(expected("a string, a whole number or a boolean", json)),
    }
}
