//! What a host does for a verifier besides asking it: fetching keys, and checking signatures where its
//! platform is faster.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::error::{Code, Rejection};
use crate::keys::{BoundKey, Fetch, FetchFailure, FetchResponse, KeyId, KeyStatus};
use crate::step::{Answer, Need};
use crate::time::UnixTime;
use crate::verifier::Verifier;

impl Verifier {
    /// Takes what a [`Fetch`] brought; returns what to fetch next, when that was not all (a redirect,
    /// metadata that names the key set). Keys in hand outlive whatever is not a usable set.
    pub fn fetched(
        &self,
        fetch: &Fetch,
        outcome: &Result<FetchResponse, FetchFailure>,
        now: UnixTime,
    ) -> Option<Fetch> {
        self.inner.keys.fetched(fetch, outcome, now)
    }

    /// A fetch for each issuer that has no keys yet, so that no request need wait for them.
    pub fn warm(&self, now: UnixTime) -> Vec<Fetch> {
        self.inner.keys.warm(now)
    }

    /// What to refuse to start with when warming up brought nothing: no issuer whose keys are fetched
    /// has any. `None` while one of them has, and where none are fetched.
    #[must_use]
    pub fn unwarmed(&self, now: UnixTime) -> Option<Rejection> {
        self.inner.keys.unwarmed(now).map(Rejection::keys_unavailable)
    }

    /// The refusal of a request about which a need stays unanswered.
    pub fn unanswered(&self) -> Rejection {
        Rejection::from(Code::StateUnavailable).within(self.policy().realm())
    }

    /// Whether somebody is fetching this issuer's keys.
    #[must_use]
    pub fn is_fetching(&self, issuer: &str, now: UnixTime) -> bool {
        self.inner.keys.is_fetching(issuer, now)
    }

    /// Each issuer's keys: how many, how old, when they are fetched next, what went wrong.
    #[must_use]
    pub fn key_status(&self, now: UnixTime) -> Vec<KeyStatus> {
        self.inner.keys.status(self.policy(), now)
    }

    /// The key a [`Need::Signature`] names, as JWK text for the platform's import. For an HMAC key
    /// this is the secret.
    #[must_use]
    pub fn jwk(&self, key: u32) -> Option<Zeroizing<String>> {
        self.key(key).map(|bound| Zeroizing::new(bound.key.to_jwk()))
    }

    /// Answers a [`Need::Signature`] with the policy's own crypto provider, for a host whose
    /// platform lacks the algorithm; with what only the host can tell, [`Answer::Unavailable`].
    #[must_use]
    pub fn check(&self, need: &Need) -> Answer {
        let Need::Signature { key, algorithm, signing_input, signature } = need else {
            return Answer::Unavailable;
        };
        self.key(*key)
            .and_then(|key| key.verify(*algorithm, signing_input.as_bytes(), signature))
            .map_or(Answer::Unavailable, |genuine| Answer::Signature { genuine })
    }

    fn key(&self, id: KeyId) -> Option<Arc<BoundKey>> {
        self.inner.keys.key(self.policy(), id)
    }
}
