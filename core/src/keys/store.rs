//! The keys of all issuers of one verifier: those given in the policy, and those that are fetched.

use std::sync::Arc;

use super::key_fetch::KeyFetch;
use super::missing_keys::KeyQuery;
use super::remote_key_set::{KeyAttempt, KeyLookup, RemoteKeySet};
use super::set::Selection;
use super::settings::RefreshSettings;
use super::source::IssuerKeys;
use super::{BoundKey, KeyNumber, KeyNumbers, KeyStatus};
use crate::fetch::{FetchFailure, FetchResponse};
use crate::time::UnixTime;

/// The keys that change while a verifier lives. Issuers are named by their index in the policy.
#[derive(Debug)]
pub(crate) struct KeyStore {
    remote: Vec<RemoteKeySet>,
    /// By issuer; `None` where the policy gives the keys.
    remote_of_issuer: Vec<Option<usize>>,
    ids: KeyNumbers,
}

impl KeyStore {
    /// `given`: how many key numbers the policy's own keys take.
    pub(crate) fn new<'a>(
        issuers: impl Iterator<Item = (&'a str, &'a IssuerKeys)>,
        given: KeyNumber,
        settings: RefreshSettings,
        seed: u64,
    ) -> Self {
        let mut remote = Vec::new();
        let mut remote_of_issuer = Vec::new();
        for (name, keys) in issuers {
            let index = match keys {
                IssuerKeys::Given { .. } => None,
                IssuerKeys::Fetched { source, rules } => {
                    let index = remote.len();
                    let (source, rules) = (source.clone(), rules.clone());
                    remote.push(RemoteKeySet::new((index, name), source, rules, settings, seed));
                    Some(index)
                }
            };
            remote_of_issuer.push(index);
        }
        Self { remote, remote_of_issuer, ids: KeyNumbers::from(given) }
    }

    /// The key of a token of this issuer.
    pub(crate) fn look_up(
        &self,
        (issuer_index, keys): (usize, &IssuerKeys),
        query: KeyQuery<'_>,
        attempt: KeyAttempt,
        now: UnixTime,
    ) -> KeyLookup {
        if let IssuerKeys::Given { set, .. } = keys {
            return match set.select(query) {
                Selection::Keys(keys) => KeyLookup::Found(keys, None),
                Selection::Ambiguous => KeyLookup::Ambiguous,
                Selection::None => KeyLookup::Unknown,
            };
        }
        let remote = self.remote_of(issuer_index);
        remote.map_or(KeyLookup::Unknown, |remote| remote.look_up(query, attempt, now))
    }

    pub(crate) fn handle_fetch(
        &self,
        fetch: &KeyFetch,
        outcome: &Result<FetchResponse, FetchFailure>,
        now: UnixTime,
    ) -> Option<KeyFetch> {
        let remote = self.remote.get(fetch.key_set)?;
        // Ignores a fetch whose issuer is not the one at this index.
        (remote.issuer() == fetch.issuer())
            .then(|| remote.handle_fetch(fetch, outcome, &self.ids, now))?
    }

    pub(crate) fn warm(&self, now: UnixTime) -> Vec<KeyFetch> {
        self.remote.iter().filter_map(|remote| remote.warm(now)).collect()
    }

    /// Milliseconds until a fetch may be tried again, when there are issuers to fetch for and none of
    /// them has keys.
    pub(crate) fn cold_start_wait(&self, now: UnixTime) -> Option<i64> {
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
        match keys {
            IssuerKeys::Given { set, unusable } => {
                Some(KeyStatus::of_given(name, set.len(), unusable))
            }
            IssuerKeys::Fetched { .. } => {
                self.remote_of(issuer_index).map(|remote| remote.status(now))
            }
        }
    }

    fn remote_of(&self, issuer_index: usize) -> Option<&RemoteKeySet> {
        let index = self.remote_of_issuer.get(issuer_index).copied().flatten()?;
        self.remote.get(index)
    }
}
