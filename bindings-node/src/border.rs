//! Ways over the border that were measured and not taken.

use doorward::{Request, Step, UnixTime};
use napi_derive::napi;

use crate::engine::{Engine, Requirement};

/// A principal built as an object, its claims as text.
#[napi(object)]
pub struct Principal {
    /// As in the host's principal.
    pub subject: Option<String>,
    /// As in the host's principal.
    pub issuer: Option<String>,
    /// As in the host's principal.
    pub client_id: Option<String>,
    /// As in the host's principal.
    pub audience: Vec<String>,
    /// As in the host's principal.
    pub scopes: Vec<String>,
    /// As in the host's principal.
    pub expires_at: Option<i64>,
    /// As in the host's principal.
    pub issued_at: Option<i64>,
    /// As in the host's principal.
    pub token_id: Option<String>,
    /// As in the host's principal.
    pub credential: String,
    /// As in the host's principal.
    pub key_id: Option<String>,
    /// As in the host's principal.
    pub tier: Option<String>,
    /// JSON text.
    pub claims: String,
}

#[napi]
impl Engine {
    /// The decision alone: text in, a flag out.
    #[napi]
    pub fn border_flag(&self, credential: String, requirement: &Requirement, now: f64) -> bool {
        self.border(&credential, requirement, now).is_some()
    }

    /// The principal built as an object.
    #[napi]
    pub fn border_built(
        &self,
        credential: String,
        requirement: &Requirement,
        now: f64,
    ) -> Option<Principal> {
        let principal = self.border(&credential, requirement, now)?;
        let claims = principal.claims_json().to_owned();
        Some(Principal {
            subject: principal.subject().map(str::to_owned),
            issuer: principal.issuer().map(str::to_owned),
            client_id: principal.client_id().map(str::to_owned),
            audience: principal.audience().map(str::to_owned).collect(),
            scopes: principal.scopes().map(str::to_owned).collect(),
            expires_at: principal.expires_at().map(UnixTime::seconds),
            issued_at: principal.issued_at().map(UnixTime::seconds),
            token_id: principal.token_id().map(str::to_owned),
            credential: principal.credential().name().to_owned(),
            key_id: principal.key_id().map(str::to_owned),
            tier: principal.tier().map(str::to_owned),
            claims,
        })
    }
}

impl Engine {
    fn border(
        &self,
        credential: &str,
        requirement: &Requirement,
        now: f64,
    ) -> Option<doorward::Principal> {
        let request = Request::credential(credential, UnixTime::from_seconds_f64(now)?);
        match self.verifier.begin(&request, &requirement.0) {
            Step::Done(decision) => decision.outcome.ok(),
            Step::Need(..) => None,
        }
    }
}
