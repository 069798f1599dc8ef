//! What all decisions of one verifier share.

use std::sync::Arc;

use crate::keys::{BoundKey, KeyNumber, KeyStatus, KeyStore};
use crate::policy::Policy;
use crate::time::UnixTime;
use crate::token::{HeaderCache, TokenCache};

/// The policy, the keys and the token cache of one verifier. The header cache is per thread, and all verifiers
/// share it.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) policy: Arc<Policy>,
    pub(crate) keys: KeyStore,
    pub(crate) tokens: TokenCache,
    pub(crate) headers: HeaderCache,
    /// Whether somebody asks who was refused.
    pub(crate) names_refused: bool,
}

impl Context {
    pub(crate) fn new(policy: Arc<Policy>, seed: u64) -> Self {
        let issuers = policy.issuers().iter().map(|issuer| (&*issuer.name, &issuer.keys));
        let keys =
            KeyStore::new(issuers, policy.given_key_count(), *policy.refresh_settings(), seed);
        let tokens = TokenCache::new(policy.token_cache(), seed);
        Self { policy, keys, tokens, headers: HeaderCache, names_refused: true }
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
