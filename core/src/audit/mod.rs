//! What to write down about a decision: enough to follow it, nothing to steal.

use serde::Serialize;

use crate::error::Rejection;
use crate::principal::Principal;
use crate::scope::Requirement;
use crate::time::UnixTime;

/// One line for an audit log. Holds no token, key or signature, and of an unverified credential
/// nothing at all: an attacker does not get to write the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Event {
    /// Unix seconds of the decision.
    pub time: i64,
    /// `granted`, or the code of the refusal.
    pub outcome: &'static str,
    /// What the operation needed.
    pub requirement: String,
    /// Kind of credential, once verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<&'static str>,
    /// Issuer, once verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Subject, once verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Client, once verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// `kid` of the key, or public id of the API key, once verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
}

impl Event {
    pub(crate) fn new(
        outcome: &Result<Principal, Rejection>,
        caller: Option<&Principal>,
        requirement: &Requirement,
        now: UnixTime,
    ) -> Self {
        Self {
            time: now.seconds(),
            outcome: outcome
                .as_ref()
                .map_or_else(|rejection| rejection.code().name(), |_| "granted"),
            requirement: requirement.to_string(),
            credential: caller.map(|caller| caller.credential().name()),
            issuer: caller.and_then(|caller| caller.issuer().map(str::to_owned)),
            subject: caller.and_then(|caller| caller.subject().map(str::to_owned)),
            client_id: caller.and_then(|caller| caller.client_id().map(str::to_owned)),
            key_id: caller.and_then(|caller| caller.key_id().map(str::to_owned)),
        }
    }
}
