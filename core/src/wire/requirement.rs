//! A requirement as JSON: a scope, an array (all), `{"all": […]}`, `{"any": […]}`, or a claim:
//! `{"claim", "value"}` or `{"claim", "any_of"}`.

use super::claim::claim;
use super::reader::{Members, each, expected, parse};
use crate::encoding::json::Value;
use crate::error::ConfigError;
use crate::limits::POLICY_BYTES_MAX;
use crate::scope::Requirement;

impl Requirement {
    /// Reads a requirement from JSON. Refuses `[]` and `{"all": []}`. For an operation that needs no scope use
    /// [`Requirement::authenticated`].
    ///
    /// # Errors
    /// `invalid_policy` with the path of the fault.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        requirement(&parse(text, POLICY_BYTES_MAX)?).map_err(|error| error.at("scopes"))
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
        Value::Object(object) if object.member("claim").is_some() => {
            claim(value).map(Requirement::claim)
        }
        Value::Object(_) => {
            let all = Members::new(value, &["all", "any", "claim"])?;
            all.read_required("all", |value| Requirement::all(each(value, requirement)?))
        }
        _ => Err(expected("a scope, an array, or {all}, {any} or {claim}", value)),
    }
}
