//! A principal.

use serde::Serialize;

use crate::delegation::Actor;
use crate::principal::{Binding, Principal};
use crate::time::UnixTime;

/// A principal without its claims, which are [`Principal::claims_json`]. Times are whole Unix seconds.
#[derive(Serialize)]
pub struct PrincipalJson<'a> {
    subject: Option<&'a str>,
    issuer: Option<&'a str>,
    client_id: Option<&'a str>,
    audience: Vec<&'a str>,
    scopes: Vec<&'a str>,
    expires_at: Option<i64>,
    issued_at: Option<i64>,
    token_id: Option<&'a str>,
    credential: &'static str,
    key_id: Option<&'a str>,
    actors: &'a [Actor],
    bindings: Vec<&'static str>,
    tier: Option<&'a str>,
}

impl<'a> From<&'a Principal> for PrincipalJson<'a> {
    fn from(principal: &'a Principal) -> Self {
        Self {
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
            actors: principal.actors(),
            bindings: principal.bindings().iter().copied().map(Binding::name).collect(),
            tier: principal.tier(),
        }
    }
}
