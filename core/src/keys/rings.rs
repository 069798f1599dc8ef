//! The keys of all issuers of one verifier: those given in the policy, and those that are fetched.

use std::sync::Arc;

use super::{
    BoundKey, Fetch, FetchFailure, FetchResponse, KeyId, KeyIds, KeyState, KeyStatus, Look,
    RemoteKeys, Tried, Wanted,
};
use crate::policy::{IssuerKeys, Policy, TrustedIssuer};
use crate::time::UnixTime;

/// What changes while a verifier lives.
#[derive(Debug)]
pub(crate) struct KeyRings {
    remote: Vec<RemoteKeys>,
    /// By the issuer's place in the policy; `None` where the policy gives the keys.
    of_issuer: Vec<Option<usize>>,
    ids: KeyIds,
}

impl KeyRings {
    pub(crate) fn new(policy: &Policy, seed: u64) -> Self {
        let mut remote = Vec::new();
        let mut of_issuer = Vec::new();
        for issuer in policy.issuers() {
            let place = match &issuer.keys {
                IssuerKeys::Given { .. } => None,
                IssuerKeys::Fetched { source, reading } => {
                    let number = remote.len();
                    remote.push(RemoteKeys::new(
                        (number, &issuer.name),
                        source.clone(),
                        reading.clone(),
                        *policy.figures(),
                        seed,
                    ));
                    Some(number)
                }
            };
            of_issuer.push(place);
        }
        Self { remote, of_issuer, ids: KeyIds::from(policy.given_keys()) }
    }

    /// The key of a token of the issuer at this place of the policy.
    pub(crate) fn look(
        &self,
        (place, issuer): (usize, &TrustedIssuer),
        wanted: Wanted<'_>,
        tried: Tried,
        now: UnixTime,
    ) -> Look {
        if let IssuerKeys::Given { set, .. } = &issuer.keys {
            let key = set.select(wanted.key_id, wanted.algorithm);
            return key.map_or(Look::Unknown, |key| Look::Found(Arc::clone(key), None));
        }
        let remote = self.of_issuer.get(place).copied().flatten();
        let remote = remote.and_then(|number| self.remote.get(number));
        remote.map_or(Look::Unknown, |remote| remote.look(wanted, tried, now))
    }

    pub(crate) fn fetched(
        &self,
        fetch: &Fetch,
        outcome: &Result<FetchResponse, FetchFailure>,
        now: UnixTime,
    ) -> Option<Fetch> {
        let remote = self.remote.get(fetch.remote())?;
        // A fetch of another verifier, whose issuers are others.
        (remote.issuer() == fetch.issuer())
            .then(|| remote.fetched(fetch, outcome, &self.ids, now))?
    }

    pub(crate) fn warm(&self, now: UnixTime) -> Vec<Fetch> {
        self.remote.iter().filter_map(|remote| remote.warm(now)).collect()
    }

    /// Milliseconds until a fetch may be tried again, when there are issuers to fetch for and none of
    /// them has keys.
    pub(crate) fn unwarmed(&self, now: UnixTime) -> Option<i64> {
        let waits: Option<Vec<_>> = self.remote.iter().map(|remote| remote.unwarmed(now)).collect();
        waits?.into_iter().min()
    }

    pub(crate) fn is_fetching(&self, issuer: &str, now: UnixTime) -> bool {
        let remote = self.remote.iter().find(|remote| remote.issuer() == issuer);
        remote.is_some_and(|remote| remote.is_underway(now))
    }

    /// The key with this number.
    pub(crate) fn key(&self, policy: &Policy, id: KeyId) -> Option<Arc<BoundKey>> {
        match policy.key(id) {
            Some(key) => Some(Arc::clone(key)),
            None => self.remote.iter().find_map(|remote| remote.key(id)),
        }
    }

    /// Every issuer, in the order of the policy.
    pub(crate) fn status(&self, policy: &Policy, now: UnixTime) -> Vec<KeyStatus> {
        let of = |(issuer, place): (&TrustedIssuer, &Option<usize>)| match (&issuer.keys, place) {
            (IssuerKeys::Given { set, unusable }, _) => {
                Some(given(&issuer.name, set.len(), *unusable))
            }
            (_, place) => {
                place.and_then(|place| self.remote.get(place)).map(|keys| keys.status(now))
            }
        };
        policy.issuers().iter().zip(&self.of_issuer).filter_map(of).collect()
    }
}

fn given(issuer: &str, keys: usize, unusable_keys: usize) -> KeyStatus {
    KeyStatus {
        issuer: issuer.to_owned(),
        source: "static",
        url: None,
        state: KeyState::Static,
        keys,
        unusable_keys,
        age_seconds: None,
        next_refresh_seconds: None,
        failures: 0,
        fetches: 0,
        last_error: None,
    }
}
