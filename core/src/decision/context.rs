//! What all decisions of one verifier share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::keys::{BoundKey, KeyNumber, KeyStatus, KeyStore, RemoteKeySet};
use crate::policy::Policy;
use crate::time::UnixTime;
use crate::token::{HeaderCache, TokenCache};

/// The policy, the keys and the token cache of one verifier. One that was renewed shares keys and cache with its successor
/// as far as the policies are equal. The header cache is per thread, and all verifiers
/// share it.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) policy: Arc<Policy>,
    pub(crate) keys: KeyStore,
    pub(crate) tokens: Arc<TokenCache>,
    pub(crate) headers: HeaderCache,
    /// Whether somebody asks who was refused.
    pub(crate) names_refused: bool,
    seed: u64,
    /// Another policy has taken its place.
    was_renewed: AtomicBool,
}

impl Context {
    pub(crate) fn new(policy: Arc<Policy>, seed: u64) -> Self {
        let keys = key_store(&policy, |_| None, seed);
        let tokens = Arc::new(TokenCache::new(policy.token_cache(), seed));
        Self::of(policy, keys, tokens, seed)
    }

    fn of(policy: Arc<Policy>, keys: KeyStore, tokens: Arc<TokenCache>, seed: u64) -> Self {
        let was_renewed = AtomicBool::new(false);
        Self { policy, keys, tokens, headers: HeaderCache, names_refused: true, seed, was_renewed }
    }

    /// The successor of this one under another policy.
    pub(crate) fn renewed(&self, policy: &Policy) -> Self {
        let policy = Arc::new(policy.keeping(&self.policy));
        let known = |index: usize| {
            let number = policy.issuers().get(index)?.number;
            let (index, _) = self.policy.issuer_numbered(number, index)?;
            self.keys.remote_set(index).cloned()
        };
        let keys = key_store(&policy, known, self.seed);
        let tokens = match policy.decides_alike(&self.policy) {
            true => Arc::clone(&self.tokens),
            false => Arc::new(TokenCache::new(policy.token_cache(), self.seed)),
        };
        self.was_renewed.store(true, Ordering::Relaxed);
        let names_refused = self.names_refused;
        Self { names_refused, ..Self::of(policy, keys, tokens, self.seed) }
    }

    /// Whether decisions may still put something into the caches.
    pub(crate) fn may_keep(&self) -> bool {
        !self.was_renewed.load(Ordering::Relaxed)
    }

    /// The key with this number, given or fetched.
    pub(crate) fn key(&self, id: KeyNumber) -> Option<Arc<BoundKey>> {
        self.policy.key(id).cloned().or_else(|| self.keys.key(id))
    }

    /// The keys of every issuer, in the order of the policy.
    pub(crate) fn key_status(&self, now: UnixTime) -> Vec<KeyStatus> {
        let issuers = self.policy.issuers().iter().enumerate();
        let status = issuers.filter_map(|(index, issuer)| {
            self.keys.status((index, &issuer.name, &issuer.keys), now)
        });
        status.collect()
    }
}

fn key_store(
    policy: &Policy,
    known: impl Fn(usize) -> Option<Arc<RemoteKeySet>>,
    seed: u64,
) -> KeyStore {
    let issuers = policy.issuers().iter().map(|issuer| (&*issuer.name, &issuer.keys));
    KeyStore::new(issuers, known, *policy.refresh_settings(), seed)
}
