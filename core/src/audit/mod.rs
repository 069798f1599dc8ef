//! The event of a decision: enough to follow it, nothing to steal.

mod caller;

use serde::{Serialize, Serializer};

pub(crate) use caller::Caller;

use crate::delegation::Actor;
use crate::error::{Fault, Rejection};
use crate::principal::Principal;
use crate::scope::Requirement;
use crate::time::UnixTime;

/// What was decided on one request, for a log. It holds no token, key or signature. Who called is named only where the
/// credential is genuine. `request_id` is what the host gave, without characters that could break a line; if it comes
/// from a request header, the client chose it.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub client_address: Option<String>,
    /// The name that the host gave the request.
    pub request_id: Option<String>,
    /// Who called.
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
    pub(crate) client_address: Option<&'a str>,
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
            client_address: parts.client_address.map(str::to_owned),
            caller: parts.caller,
            fault: refused.and_then(Rejection::fault).cloned(),
        }
    }
}

/// In one object, without `serde(flatten)`, which takes two kilobytes of a wasm module.
#[derive(Serialize)]
struct EventJson<'a> {
    time: i64,
    outcome: &'a str,
    code: Option<&'a str>,
    requirement: &'a str,
    method: Option<&'a str>,
    client_address: Option<&'a str>,
    request_id: Option<&'a str>,
    credential: Option<&'a str>,
    issuer: Option<&'a str>,
    subject: Option<&'a str>,
    client_id: Option<&'a str>,
    key_id: Option<&'a str>,
    actors: &'a [Actor],
    bindings: &'a [&'static str],
    fault: Option<&'a Fault>,
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self { caller, .. } = self;
        let json = EventJson {
            time: self.time,
            outcome: self.outcome,
            code: self.code,
            requirement: &self.requirement,
            method: self.method.as_deref(),
            client_address: self.client_address.as_deref(),
            request_id: self.request_id.as_deref(),
            credential: caller.credential,
            issuer: caller.issuer.as_deref(),
            subject: caller.subject.as_deref(),
            client_id: caller.client_id.as_deref(),
            key_id: caller.key_id.as_deref(),
            actors: &caller.actors,
            bindings: &caller.bindings,
            fault: self.fault.as_ref(),
        };
        json.serialize(to)
    }
}
