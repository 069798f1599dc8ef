//! Decisions as JSON.

use serde::{Serialize, Serializer};

use super::lines;
use crate::delegation::Actor;
use crate::error::{Kind, Misconfigured, Rejection};
use crate::http::Response;
use crate::principal::Principal;
use crate::step::Decision;
use crate::time::UnixTime;

#[derive(Serialize)]
struct PrincipalTwin<'a> {
    subject: Option<&'a str>,
    issuer: Option<&'a str>,
    client_id: Option<&'a str>,
    audience: Vec<&'a str>,
    scopes: Vec<&'a str>,
    expires_at: Option<i64>,
    issued_at: Option<i64>,
    token_id: Option<&'a str>,
    credential: &'a str,
    key_id: Option<&'a str>,
    actors: Vec<ActorTwin<'a>>,
    /// Proof of possession is not checked yet, so nothing is ever bound.
    binding: &'a str,
    tier: Option<&'a str>,
}

#[derive(Serialize)]
struct ActorTwin<'a> {
    subject: &'a str,
    issuer: Option<&'a str>,
}

impl<'a> ActorTwin<'a> {
    fn of(actor: &'a Actor) -> Self {
        Self { subject: &actor.subject, issuer: actor.issuer.as_deref() }
    }
}

#[derive(Serialize)]
struct RejectionTwin<'a> {
    code: &'a str,
    kind: &'a str,
    status: u16,
    description: &'a str,
    retryable: bool,
    required_scopes: &'a [String],
    #[serde(serialize_with = "as_object")]
    headers: Vec<(&'static str, String)>,
    body: String,
}

fn as_object<S: Serializer>(headers: &[(&str, String)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(headers.iter().map(|(name, value)| (name, value)))
}

/// A principal on one line, without its claims: those are [`Principal::claims_json`].
#[must_use]
pub fn principal(principal: &Principal) -> String {
    let twin = PrincipalTwin {
        subject: principal.subject(),
        issuer: principal.issuer(),
        client_id: principal.client_id(),
        audience: principal.audience().collect(),
        scopes: principal.scopes().collect(),
        expires_at: principal.expires_at().map(UnixTime::seconds),
        issued_at: principal.issued_at().map(UnixTime::seconds),
        token_id: principal.token_id(),
        credential: principal.credential().name(),
        key_id: principal.key_id(),
        actors: principal.actors().iter().map(ActorTwin::of).collect(),
        binding: "none",
        tier: principal.tier(),
    };
    serde_json::to_string(&twin).unwrap_or_default()
}

/// A decision as text: [`lines`] when granted, [`refused`] otherwise.
#[must_use]
pub fn decided(decision: &Decision) -> String {
    match &decision.outcome {
        Ok(principal) => lines(principal),
        Err(rejection) => refused(rejection),
    }
}

/// The principal of a decision that can be told by its number alone: its token is kept, and nothing is
/// due afterwards. A number is of use only until the engine is asked the next time.
#[must_use]
pub fn by_number(decision: &Decision) -> Option<(f64, &Principal)> {
    let principal = decision.outcome.as_ref().ok().filter(|_| decision.deferred.is_none())?;
    // It counts tokens that were kept: nobody comes to 2^53.
    #[allow(clippy::cast_precision_loss)]
    let number = principal.number()?.get() as f64;
    Some((number, principal))
}

/// A rejection with everything needed to answer the request.
#[must_use]
pub fn refused(rejection: &Rejection) -> String {
    let Response { status, headers, body } = Response::of(rejection);
    let twin = RejectionTwin {
        code: rejection.code().name(),
        kind: match rejection.kind() {
            Kind::Rejected => "rejected",
            Kind::Unavailable => "unavailable",
        },
        status,
        description: rejection.description(),
        retryable: rejection.retryable(),
        required_scopes: rejection.required_scopes(),
        headers,
        body,
    };
    serde_json::to_string(&twin).unwrap_or_default()
}

#[derive(Serialize)]
struct MisconfiguredTwin<'a> {
    code: &'a str,
    path: &'a str,
    message: String,
}

/// A fault of a policy, requirement, key or record: `code`, `path`, and `message` with the path.
#[must_use]
pub fn misconfigured(error: &Misconfigured) -> String {
    let message = error.to_string();
    let twin = MisconfiguredTwin { code: error.code().name(), path: error.path(), message };
    serde_json::to_string(&twin).unwrap_or_default()
}

/// The audit event of a decision.
#[must_use]
pub fn audit_event(decision: &Decision) -> String {
    serde_json::to_string(&decision.event()).unwrap_or_default()
}
