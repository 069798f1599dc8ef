//! Claims in JSON: what one must say, `{"claim", "value"}` or `{"claim", "any_of"}`, and how one holds scopes.

use super::reader::{Members, boolean, each, expected, string, string_or_strings};
use crate::encoding::json::Value;
use crate::error::{ConfigError, invalid_policy};
use crate::policy::members;
use crate::scope::{ClaimRequirement, ClaimValue, ScopeClaim};

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

/// A name, a path, or an object that says how the claim is read.
pub(super) fn scope_claim(json: &Value<'_>) -> Result<ScopeClaim, ConfigError> {
    if json.as_object().is_none() {
        return string_or_strings(json).map(ScopeClaim::at);
    }
    let members = Members::new(json, members::SCOPE_CLAIM)?;
    let claim = ScopeClaim::at(members.read_required("claim", string_or_strings)?);
    let keys = members.read("keys", boolean)?.unwrap_or(false);
    let org = members.read("org", string_or_strings)?;
    let member = members.read("member", string)?;
    let separator = members.read("separator", string)?;
    match (keys, org, member, separator) {
        (false, None, None, None) => Ok(claim),
        (true, None, None, None) => Ok(claim.keys()),
        (true, Some(org), None, None) => Ok(claim.keys_with(org)),
        (false, None, Some(member), None) => Ok(claim.member(member)),
        (false, None, None, Some(separator)) => Ok(claim.separator(separator)),
        (false, Some(_), None, None) => Err(invalid_policy("`org` needs `keys: true`").at("org")),
        _ => Err(invalid_policy("one of keys, member and separator expected")),
    }
}
