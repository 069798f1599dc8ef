//! Who called, of a credential that is genuine.

use crate::delegation::{Actor, actors};
use crate::policy::TrustedIssuer;
use crate::principal::{Binding, Principal};
use crate::token::{Claims, first_string};

/// Who called; empty where no genuine credential says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caller {
    /// The kind of credential: `jwt`, `id_token` or `api_key`.
    pub credential: Option<&'static str>,
    /// `iss`.
    pub issuer: Option<String>,
    /// `sub`; for an API key the agent that it belongs to.
    pub subject: Option<String>,
    /// The client.
    pub client_id: Option<String>,
    /// `kid` of the key that verified the token, or the public id of the API key.
    pub key_id: Option<String>,
    /// Who acts for the subject, the outermost first (RFC 8693 §4.1).
    pub actors: Vec<Actor>,
    /// What the caller proved to hold.
    pub bindings: Vec<&'static str>,
}

impl From<&Principal> for Caller {
    fn from(principal: &Principal) -> Self {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self {
            credential: Some(principal.credential().name()),
            issuer: owned(principal.issuer()),
            subject: owned(principal.subject()),
            client_id: owned(principal.client_id()),
            key_id: owned(principal.key_id()),
            actors: principal.actors().to_vec(),
            bindings: principal.bindings().iter().copied().map(Binding::name).collect(),
        }
    }
}

impl Caller {
    /// Of a genuine token that is refused. Claims that are malformed are left out.
    #[cold]
    pub(crate) fn refused(
        claims: &Claims<'_>,
        issuer: &TrustedIssuer,
        key_id: Option<&str>,
    ) -> Box<Self> {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Box::new(Self {
            credential: Some("jwt"),
            issuer: owned(claims.string("iss").ok().flatten().or(Some(&issuer.name))),
            subject: owned(claims.string("sub").ok().flatten()),
            client_id: owned(first_string(claims, &issuer.client_id_claims).ok().flatten()),
            key_id: owned(key_id),
            actors: actors(claims.object).unwrap_or_default(),
            bindings: Vec::new(),
        })
    }
}
