//! A policy behind a handle, and the start of a decision.

use doorward::{Policy, Request, Step, UnixTime, Verifier, wire};
use napi::bindgen_prelude::Either;
use napi_derive::napi;

use crate::key_fetch::KeyFetch;
use crate::pending::Pending;

/// A policy, parsed and checked once.
#[napi]
pub struct Engine {
    pub(crate) verifier: Verifier,
}

/// What an operation needs, parsed once.
#[napi]
pub struct Requirement(pub(crate) doorward::Requirement);

#[napi]
impl Requirement {
    /// Reads a requirement from JSON; throws `{"code","path","message"}` as text.
    #[napi(constructor)]
    pub fn new(json: String) -> napi::Result<Self> {
        doorward::Requirement::from_json(&json).map(Self).map_err(|error| misconfigured(&error))
    }
}

#[napi]
impl Engine {
    /// Reads a policy from JSON; throws `{"code","path","message"}` as text. `seed`: see
    /// `Verifier::with_jitter_seed`.
    #[napi(constructor)]
    pub fn new(policy: String, seed: u32) -> napi::Result<Self> {
        let policy = Policy::from_json(&policy).map_err(|error| misconfigured(&error))?;
        Ok(Self { verifier: Verifier::with_jitter_seed(policy, u64::from(seed)) })
    }

    /// The header that carries an API key alone, if API keys are accepted.
    #[napi(getter)]
    pub fn api_key_header(&self) -> Option<&str> {
        self.verifier.policy().api_key_header()
    }

    /// Seconds a store may take, if API keys are accepted.
    #[napi(getter)]
    pub fn api_key_timeout_seconds(&self) -> Option<f64> {
        self.verifier.policy().api_key_timeout_seconds()
    }

    /// Whether keys of some issuer are fetched.
    #[napi(getter)]
    pub fn fetches_keys(&self) -> bool {
        self.verifier.policy().fetches_keys()
    }

    /// A fetch for every issuer that has no keys yet and for which nobody is fetching.
    #[napi]
    pub fn warm(&self, now: f64) -> napi::Result<Vec<KeyFetch>> {
        let fetches = self.verifier.warm(time(now)?).into_iter();
        Ok(fetches.map(|fetch| KeyFetch::new(self.verifier.clone(), fetch)).collect())
    }

    /// The refusal that is due when keys are fetched and no issuer has any.
    #[napi]
    pub fn unwarmed(&self, now: f64) -> napi::Result<Option<String>> {
        let refusal = self.verifier.unwarmed(time(now)?);
        Ok(refusal.map(|rejection| wire::refused(&rejection)))
    }

    /// Whether somebody is fetching this issuer's keys.
    #[napi]
    pub fn is_fetching(&self, issuer: String, now: f64) -> napi::Result<bool> {
        Ok(self.verifier.is_fetching(&issuer, time(now)?))
    }

    /// How each issuer's keys are, as a JSON array.
    #[napi]
    pub fn key_status(&self, now: f64) -> napi::Result<String> {
        Ok(wire::key_status(&self.verifier.key_status(time(now)?)))
    }

    /// Decides on a bare credential: text when decided, a `Pending` when something is lacking.
    #[napi]
    pub fn begin_credential(
        &self,
        credential: String,
        requirement: &Requirement,
        now: f64,
    ) -> napi::Result<Either<String, Pending>> {
        let request = Request::credential(&credential, time(now)?);
        Ok(step(&self.verifier, self.verifier.begin(&request, &requirement.0)))
    }

    /// Decides on a request. `headers` are name, value, name, value …
    #[napi]
    pub fn begin_request(
        &self,
        url: String,
        headers: Vec<String>,
        requirement: &Requirement,
        now: f64,
    ) -> napi::Result<Either<String, Pending>> {
        let pairs = headers.chunks_exact(2).filter_map(|pair| match pair {
            [name, value] => Some((name.as_str(), value.as_str())),
            _ => None,
        });
        let headers: Vec<_> = pairs.collect();
        let request = Request::http(&url, &headers, time(now)?);
        Ok(step(&self.verifier, self.verifier.begin(&request, &requirement.0)))
    }

    /// Whether somebody who holds `scopes`, separated by spaces, may do what needs `scope`.
    #[napi]
    pub fn allows(&self, scopes: String, scope: String) -> bool {
        let rules = self.verifier.policy().scope_rules();
        scopes.split(' ').any(|held| rules.grants(held, &scope))
    }
}

/// Text when decided: one line when refused; two, the principal and its claims, when granted. A
/// `Pending` when something is lacking, or is due after the decision.
pub(crate) fn step(verifier: &Verifier, step: Step) -> Either<String, Pending> {
    match step {
        Step::Done(decision) => {
            let text = match &decision.outcome {
                Ok(principal) => wire::granted(principal),
                Err(rejection) => wire::refused(rejection),
            };
            match decision.deferred {
                None => Either::A(text),
                Some(fetch) => Either::B(Pending::decided(verifier.clone(), text, fetch)),
            }
        }
        Step::Need(need, pending) => Either::B(Pending::new(verifier.clone(), need, pending)),
    }
}

pub(crate) fn time(now: f64) -> napi::Result<UnixTime> {
    UnixTime::from_seconds_f64(now).ok_or_else(|| napi::Error::from_reason("now must be finite"))
}

pub(crate) fn misconfigured(error: &doorward::Misconfigured) -> napi::Error {
    napi::Error::from_reason(wire::misconfigured(error))
}
