//! Who acts for whom: the `act` chain (RFC 8693 §4.1).
//!
//! The chain is read and bounded, so that a service can log and decide by it. Whether an actor is
//! allowed to act, and whether scopes were narrowed on the way, is not checked here yet.

use serde::Serialize;

use crate::encoding::json::{Object, Value};
use crate::error::{Code, Fault, Rejection};
use crate::limits::ACTORS_MAX;

/// One actor of a delegation chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Actor {
    /// The actor's `sub`.
    pub subject: String,
    /// The actor's `iss`, if it is present.
    pub issuer: Option<String>,
}

/// The chain, outermost (current) actor first; empty without `act`.
pub(crate) fn actors(claims: &Object<'_>) -> Result<Vec<Actor>, Rejection> {
    let mut actors = Vec::new();
    let mut current = claims;
    while let Some(act) = current.member_not_null("act") {
        if actors.len() == ACTORS_MAX {
            let fault = Fault::of("act").expected(format!("at most {ACTORS_MAX} actors"));
            return Err(Rejection::from(Code::DelegationTooDeep).because(fault));
        }
        let act = act.as_object().ok_or_else(invalid)?;
        let subject = text(act, "sub")?.ok_or_else(invalid)?;
        actors.push(Actor { subject, issuer: text(act, "iss")? });
        current = act;
    }
    Ok(actors)
}

fn text(act: &Object<'_>, name: &str) -> Result<Option<String>, Rejection> {
    match act.member_not_null(name) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.as_ref().to_owned())),
        Some(_) => Err(invalid()),
    }
}

fn invalid() -> Rejection {
    let expected = "objects with `sub`, and `iss` if it is there, texts".to_owned();
    Rejection::claim(Code::InvalidClaim, Fault::of("act").expected(expected))
}
