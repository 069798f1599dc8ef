//! Decisions by one policy, and the fetches that keep its keys up to date.

use std::sync::Arc;

use doorward::{
    ConfigError, Policy, Principal, Rejection, Request, Requirement, UnixTime, Verifier,
};

use crate::json::ResourceJson;
use crate::key_fetch::KeyFetch;
use crate::outcome::Outcome;

/// A policy with its keys and caches. Cheap to clone; clones share both.
#[derive(Clone, Debug)]
pub struct Engine {
    verifier: Verifier,
    with_events: bool,
}

impl Engine {
    /// For a policy that is checked already, which several engines may share. `seed` is random and need not be
    /// secret: see [`Verifier::with_jitter_seed`].
    #[must_use]
    pub fn new(policy: Arc<Policy>, seed: u64) -> Self {
        let verifier = Verifier::with_jitter_seed(policy, seed).names_refused_callers(false);
        Self { verifier, with_events: false }
    }

    /// The same, and each decision carries its event.
    #[must_use]
    pub fn with_events(self, with_events: bool) -> Self {
        Self { verifier: self.verifier.names_refused_callers(with_events), with_events }
    }

    /// The same under another policy: see [`Verifier::renewed`].
    #[must_use]
    pub fn renewed(&self, policy: &Policy) -> Self {
        Self { verifier: self.verifier.renewed(policy), with_events: self.with_events }
    }

    /// Whether decisions carry their events.
    #[must_use]
    pub const fn has_events(&self) -> bool {
        self.with_events
    }

    /// For a policy in JSON.
    ///
    /// # Errors
    /// The first fault of the policy, with its path.
    pub fn from_json(policy: &str, seed: u64) -> Result<Self, ConfigError> {
        Ok(Self::new(Arc::new(Policy::from_json(policy)?), seed))
    }

    /// Decides, or returns what is needed.
    #[must_use]
    pub fn begin(&self, request: &Request<'_>, requirement: &Requirement) -> Outcome {
        Outcome::of(self.verifier.begin(request, requirement), &self.verifier, self.with_events)
    }

    /// Decides on one thing more that a caller wants to do who was authenticated before.
    #[must_use]
    pub fn decide_again(
        &self,
        caller: Principal,
        request: &Request<'_>,
        requirement: &Requirement,
    ) -> Outcome {
        let step = self.verifier.decide_again(caller, request, requirement);
        Outcome::of(step, &self.verifier, self.with_events)
    }

    /// The outcome of a refusal that [`Verifier::authorize`] gave. Its event leaves out who called.
    #[must_use]
    pub fn refused(
        &self,
        rejection: Rejection,
        request: &Request<'_>,
        requirement: &Requirement,
    ) -> Outcome {
        let step = self.verifier.refused(rejection, request, requirement);
        Outcome::of(step, &self.verifier, self.with_events)
    }

    /// A fetch for each issuer without usable keys. Issuers whose fetch is running or in backoff are left out.
    #[must_use]
    pub fn warm(&self, now: UnixTime) -> Vec<KeyFetch> {
        let fetches = self.verifier.warm(now).into_iter();
        fetches.map(|fetch| KeyFetch::new(self.verifier.clone(), fetch)).collect()
    }

    /// The rejection to report at start-up when keys are fetched and no issuer has usable keys. Otherwise
    /// `None`.
    #[must_use]
    pub fn cold_start_rejection(&self, now: UnixTime) -> Option<Rejection> {
        self.verifier.cold_start_rejection(now)
    }

    /// The header fields that a decision reads, in lower case.
    #[must_use]
    pub fn header_names(&self) -> Vec<String> {
        self.verifier.policy().header_names().map(str::to_owned).collect()
    }

    /// Seconds that a store may take; none when API keys are not accepted.
    #[must_use]
    pub fn api_key_timeout_seconds(&self) -> Option<f64> {
        self.verifier.policy().api_key_timeout().map(|timeout| timeout.as_secs_f64())
    }

    /// Whether a host describes each request: its method counts for cookies, and events tell of it.
    #[must_use]
    pub fn wants_description(&self) -> bool {
        self.with_events || self.verifier.policy().reads_method()
    }

    /// The metadata of this server as a resource: `{"paths", "headers", "body"}`; `None` where the policy names none.
    #[must_use]
    pub fn resource_metadata(&self) -> Option<ResourceJson<'_>> {
        self.verifier.policy().resource_metadata().map(ResourceJson::from)
    }

    /// The core verifier.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }
}
