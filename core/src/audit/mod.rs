//! The event of a decision: enough to follow it, nothing to steal.

mod caller;

use std::net::IpAddr;

use serde::Serialize;

pub(crate) use caller::Caller;

use crate::error::{Fault, Rejection};
use crate::principal::Principal;
use crate::scope::Requirement;
use crate::time::UnixTime;

/// What was decided on one request, for a log. It holds no token, key or signature. Who called is named only where the
/// credential is genuine. `request_id` is what the host gave, without characters that could break a line; if it comes
/// from a request header, the client chose it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Event {
    /// Unix seconds of the decision.
    pub time: i64,
    /// `granted`, `anonymous` (no credential came, and none is needed), `rejected` (400 to 429) or `unavailable` (503).
    pub outcome: &'static str,
    /// The code of the refusal.
    pub code: Option<&'static str>,
    /// What the operation needed; empty when any genuine caller is enough.
    pub requirement: String,
    /// The method of the request line.
    pub method: Option<String>,
    /// The client's address, as the host gave it.
    pub client_address: Option<IpAddr>,
    /// The name that the host gave the request.
    pub request_id: Option<String>,
    /// Who called.
    #[serde(flatten)]
    pub caller: Caller,
    /// What was wrong with the credential.
    pub fault: Option<Fault>,
}

/// What an event is made from.
pub(crate) struct EventParts<'a> {
    pub(crate) outcome: &'a Result<Principal, Rejection>,
    pub(crate) is_anonymous: bool,
    pub(crate) caller: Caller,
    pub(crate) requirement: &'a Requirement,
    pub(crate) method: Option<&'a str>,
    pub(crate) request_id: Option<&'a str>,
    pub(crate) client_address: Option<IpAddr>,
    pub(crate) now: UnixTime,
}

impl From<EventParts<'_>> for Event {
    fn from(parts: EventParts<'_>) -> Self {
        let refused = parts.outcome.as_ref().err().filter(|_| !parts.is_anonymous);
        let passed = if parts.is_anonymous { "anonymous" } else { "granted" };
        Self {
            time: parts.now.seconds(),
            outcome: refused.map_or(passed, |rejection| rejection.kind().name()),
            code: refused.map(|rejection| rejection.code().name()),
            requirement: parts.requirement.to_string(),
            method: parts.method.map(str::to_owned),
            request_id: parts.request_id.map(str::to_owned),
            client_address: parts.client_address,
            caller: parts.caller,
            fault: refused.and_then(Rejection::fault).cloned(),
        }
    }
}
