//! What a claim must say: in a policy, or for one operation.

use crate::encoding::json::{Object, Value};
use crate::error::{ConfigError, invalid_policy, quoted};
use crate::limits::{CLAIM_VALUE_BYTES_MAX, CLAIM_VALUES_MAX};

/// A value that a claim may have.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimValue {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A text, compared exactly.
    Text(String),
}

impl From<bool> for ClaimValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for ClaimValue {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<&str> for ClaimValue {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for ClaimValue {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

/// A claim of the payload that must be there, and what it must say.
///
/// ```
/// use doorward::ClaimRequirement;
///
/// let verified = ClaimRequirement::any_of("email_verified", [true])?;
/// let of_us = ClaimRequirement::any_of("hd", ["example.com", "example.org"])?;
/// # let _ = (verified, of_us);
/// # Ok::<(), doorward::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct ClaimRequirement {
    name: String,
    /// Empty: any value but `null`.
    values: Vec<ClaimValue>,
}

impl ClaimRequirement {
    /// The claim has one of these values, or is an array and holds one of them. Types are compared too: `"true"` is
    /// not `true`.
    ///
    /// # Errors
    /// `invalid_policy` for an empty name, for no value, and for more than 64 values or longer ones than 1,024
    /// bytes.
    pub fn any_of(
        name: impl Into<String>,
        values: impl IntoIterator<Item = impl Into<ClaimValue>>,
    ) -> Result<Self, ConfigError> {
        let (name, values) = (name.into(), values.into_iter().map(Into::into).collect::<Vec<_>>());
        if name.is_empty() {
            return Err(invalid_policy("a name must not be empty").at("claim"));
        }
        if !(1..=CLAIM_VALUES_MAX).contains(&values.len()) {
            return Err(invalid_policy(format_args!("1 to {CLAIM_VALUES_MAX} values expected")));
        }
        let is_long = |value: &ClaimValue| matches!(value, ClaimValue::Text(text) if text.len() > CLAIM_VALUE_BYTES_MAX);
        if values.iter().any(is_long) {
            return Err(invalid_policy(format_args!(
                "at most {CLAIM_VALUE_BYTES_MAX} bytes expected"
            )));
        }
        Ok(Self { name, values })
    }

    /// The claim is there and not null, whatever it says.
    pub(crate) const fn present(name: String) -> Self {
        Self { name, values: Vec::new() }
    }

    /// The claim's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it matters what the claim says.
    pub(crate) fn has_values(&self) -> bool {
        !self.values.is_empty()
    }

    /// Whether a claim that is there says it.
    pub(crate) fn accepts(&self, claim: &Value<'_>) -> bool {
        match claim {
            _ if self.values.is_empty() => true,
            Value::Array(several) => several.iter().any(|one| self.is_one(one)),
            one => self.is_one(one),
        }
    }

    fn is_one(&self, claim: &Value<'_>) -> bool {
        self.values.iter().any(|value| match (value, claim) {
            (ClaimValue::Bool(value), Value::Bool(claim)) => value == claim,
            (ClaimValue::Integer(value), Value::Integer(claim)) => value == claim,
            (ClaimValue::Text(value), Value::String(claim)) => value == claim,
            _ => false,
        })
    }

    /// What the claim must say.
    pub(crate) fn expected(&self) -> String {
        let values = self.values.iter().map(|value| match value {
            ClaimValue::Bool(value) => value.to_string(),
            ClaimValue::Integer(value) => value.to_string(),
            ClaimValue::Text(text) => quoted(text),
        });
        let values: Vec<_> = values.take(4).collect();
        let more = if self.values.len() > values.len() { " or another" } else { "" };
        format!("{}{more}", values.join(" or "))
    }

    /// Whether the payload has the claim and it says so.
    pub(crate) fn met_by(&self, claims: &Object<'_>) -> bool {
        claims.member_not_null(&self.name).is_some_and(|claim| self.accepts(claim))
    }
}
