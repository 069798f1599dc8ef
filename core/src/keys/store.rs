//! The keys of all issuers of one verifier: those given in the policy, and those that are fetched.

use std::sync::Arc;

use super::given_secrets::GivenSecrets;
use super::key_fetch::KeyFetch;
use super::key_lookup::{KeyAttempt, KeyLookup};
use super::missing_keys::KeyQuery;
use super::remote_key_set::RemoteKeySet;
use super::set::Selection;
use super::settings::RefreshSettings;
use super::source::{FetchedKeys, IssuerKeys};
use super::{BoundKey, KeyNumber, KeyStatus};
use crate::crypto::Family;
use crate::fetch::{FetchFailure, FetchResponse};
use crate::limits::CANDIDATE_KEYS_MAX;
use crate::time::UnixTime;

/// The keys that change while a verifier lives. Issuers are named by their index in the policy.
#[derive(Debug)]
pub(crate) struct KeyStore {
    remote: Vec<Arc<RemoteKeySet>>,
    /// By issuer; `None` where the policy alone gives the keys.
    remote_of_issuer: Vec<Option<usize>>,
    /// Whether an issuer has given keys beside those that are fetched.
    some_have_both: bool,
    secrets: Arc<GivenSecrets>,
}

impl KeyStore {
    /// `known`: the set of the issuer with this index that a verifier has already.
    pub(crate) fn new<'a>(
        issuers: impl Iterator<Item = (&'a str, &'a IssuerKeys)> + Clone,
        known: impl Fn(usize) -> Option<Arc<RemoteKeySet>>,
        settings: RefreshSettings,
        seed: u64,
    ) -> Self {
        let secrets = Arc::new(GivenSecrets::of(issuers.clone().map(|(_, keys)| keys)));
        let mut remote = Vec::new();
        let mut remote_of_issuer = Vec::new();
        let mut some_have_both = false;
        for (issuer_index, (name, keys)) in issuers.enumerate() {
            some_have_both |= keys.given.is_some() && keys.fetched.is_some();
            let index = keys.fetched.as_ref().map(|FetchedKeys { source, rules }| {
                let index = remote.len();
                let set = match known(issuer_index) {
                    Some(set) if set.has_settings(settings) => set,
                    Some(set) => Arc::new(set.with_settings(settings)),
                    None => {
                        let (source, rules) = (source.clone(), rules.clone());
                        Arc::new(RemoteKeySet::new((index, name), source, rules, settings, seed))
                    }
                };
                set.look_for(&secrets);
                remote.push(set);
                index
            });
            remote_of_issuer.push(index);
        }
        Self { remote, remote_of_issuer, some_have_both, secrets }
    }

    /// The fetched keys of the issuer with this index.
    pub(crate) fn remote_set(&self, issuer_index: usize) -> Option<&Arc<RemoteKeySet>> {
        let index = self.remote_of_issuer.get(issuer_index).copied().flatten()?;
        self.remote.get(index)
    }

    /// The keys that may have signed a token of this issuer.
    pub(crate) fn look_up(
        &self,
        (issuer_index, keys): (usize, &IssuerKeys),
        query: KeyQuery<'_>,
        attempt: KeyAttempt,
        now: UnixTime,
    ) -> KeyLookup {
        let given = keys.given.as_ref();
        let given =
            given.map_or(Selection::None, |given| self.secrets.select(&given.set, query, now));
        // Fetched keys are public, so that none of them serves an HMAC.
        if keys.fetched.is_some() && query.algorithm.family() != Family::Hmac {
            let remote = self.remote_set(issuer_index);
            return remote.map_or(KeyLookup::Unknown, |remote| {
                look_in_both(given, remote, query, attempt, now)
            });
        }
        match given {
            Selection::Keys(keys) => KeyLookup::Found(keys, None),
            Selection::Ambiguous => KeyLookup::Ambiguous,
            Selection::None => KeyLookup::Unknown,
        }
    }

    pub(crate) fn handle_fetch(
        &self,
        fetch: &KeyFetch,
        outcome: &Result<FetchResponse, FetchFailure>,
        now: UnixTime,
    ) -> Option<KeyFetch> {
        let began = self.remote.iter().find(|remote| remote.began(fetch));
        began?.handle_fetch(fetch, outcome, now)
    }

    pub(crate) fn warm(&self, now: UnixTime) -> Vec<KeyFetch> {
        self.remote.iter().filter_map(|remote| remote.warm(now)).collect()
    }

    /// Milliseconds until a fetch may be tried again, when there are issuers to fetch for and none of
    /// them has keys.
    pub(crate) fn cold_start_wait(&self, now: UnixTime) -> Option<i64> {
        if self.some_have_both {
            return None;
        }
        let waits: Option<Vec<_>> =
            self.remote.iter().map(|remote| remote.wait_while_unusable(now)).collect();
        waits?.into_iter().min()
    }

    pub(crate) fn is_fetching(&self, issuer: &str, now: UnixTime) -> bool {
        let remote = self.remote.iter().find(|remote| remote.issuer() == issuer);
        remote.is_some_and(|remote| remote.is_underway(now))
    }

    /// The fetched key with this number.
    pub(crate) fn key(&self, id: KeyNumber) -> Option<Arc<BoundKey>> {
        self.remote.iter().find_map(|remote| remote.key(id))
    }

    /// The status of one issuer's keys.
    pub(crate) fn status(
        &self,
        (issuer_index, name, keys): (usize, &str, &IssuerKeys),
        now: UnixTime,
    ) -> Option<KeyStatus> {
        let given = keys.given.as_ref();
        match self.remote_set(issuer_index) {
            Some(remote) => Some(remote.status(given, now)),
            None => {
                given.map(|given| KeyStatus::of_given(name, given.keys_at(now), &given.unusable))
            }
        }
    }
}

/// Looks in the given keys first, because they need no fetch, and then in the fetched ones.
fn look_in_both(
    given: Selection,
    remote: &RemoteKeySet,
    query: KeyQuery<'_>,
    attempt: KeyAttempt,
    now: UnixTime,
) -> KeyLookup {
    let tried = match given {
        Selection::None => return remote.look_up(query, attempt, now),
        Selection::Ambiguous => return KeyLookup::Ambiguous,
        Selection::Keys(keys) if attempt == KeyAttempt::First => {
            return KeyLookup::FoundGiven(keys);
        }
        Selection::Keys(keys) => keys.iter().count(),
    };
    match remote.look_up(query, attempt, now) {
        KeyLookup::Found(keys, _) if tried + keys.iter().count() > CANDIDATE_KEYS_MAX => {
            KeyLookup::Ambiguous
        }
        KeyLookup::Unknown => KeyLookup::NoOther,
        found => found,
    }
}
