//! The event of a decision: enough to follow it, nothing to steal.

use std::net::IpAddr;

use serde::Serialize;

use crate::error::Rejection;
use crate::principal::Principal;
use crate::scope::Requirement;
use crate::time::UnixTime;

/// One line for an audit log. It holds no token, key or signature, and no claim that is not verified.
/// `request_id` is copied as the host gave it: if it comes from a request header, the client chose it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Event {
    /// Unix seconds of the decision.
    pub time: i64,
    /// `granted`, or the code of the refusal.
    pub outcome: &'static str,
    /// What the operation needed.
    pub requirement: String,
    /// The name that the host gave the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The client's address, as the host gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_address: Option<IpAddr>,
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

/// What an event is made from.
pub(crate) struct EventParts<'a> {
    pub(crate) outcome: &'a Result<Principal, Rejection>,
    /// Who was verified, granted or not.
    pub(crate) caller: Option<&'a Principal>,
    pub(crate) requirement: &'a Requirement,
    pub(crate) request_id: Option<&'a str>,
    pub(crate) client_address: Option<IpAddr>,
    pub(crate) now: UnixTime,
}

impl Event {
    pub(crate) fn new(parts: &EventParts<'_>) -> Self {
        let caller = parts.caller;
        let text = |read: fn(&Principal) -> Option<&str>| caller.and_then(read).map(str::to_owned);
        Self {
            time: parts.now.seconds(),
            outcome: match parts.outcome {
                Ok(_) => "granted",
                Err(rejection) => rejection.code().name(),
            },
            requirement: parts.requirement.to_string(),
            request_id: parts.request_id.map(str::to_owned),
            client_address: parts.client_address,
            credential: caller.map(|caller| caller.credential().name()),
            issuer: text(Principal::issuer),
            subject: text(Principal::subject),
            client_id: text(Principal::client_id),
            key_id: text(Principal::key_id),
        }
    }
}
