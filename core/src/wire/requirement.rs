//! A requirement as JSON: a scope, an array (all), `{"all": […]}`, `{"any": […]}`, or null.

use super::reader::{Members, each, expected, parse};
use crate::encoding::json::Value;
use crate::error::ConfigError;
use crate::limits::POLICY_BYTES_MAX;
use crate::scope::Requirement;

impl Requirement {
    /// Reads a requirement from JSON. `null` asks for a genuine credential and no scope.
    ///
    /// # Errors
    /// `invalid_policy` with the path of the fault.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        match parse(text, POLICY_BYTES_MAX)? {
            Value::Null => Ok(Self::authenticated()),
            value => requirement(&value).map_err(|error| error.at("scopes")),
        }
    }
}

fn requirement(value: &Value<'_>) -> Result<Requirement, ConfigError> {
    match value {
        Value::String(scope) => Requirement::scope(scope.as_ref()),
        Value::Array(_) => Requirement::all(each(value, requirement)?),
        Value::Object(object) if object.member("any").is_some() => {
            let any = Members::new(value, &["any"])?;
            any.read_required("any", |value| Requirement::any(each(value, requirement)?))
        }
        Value::Object(_) => {
            let all = Members::new(value, &["all"])?;
            all.read_required("all", |value| Requirement::all(each(value, requirement)?))
        }
        _ => Err(expected("a scope, an array, or an object with all or any", value)),
    }
}
