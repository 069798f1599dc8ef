//! How many verified tokens are kept.

use crate::error::{ConfigError, invalid_policy};
use crate::limits::{CACHED_TOKENS_MAX, TOKEN_CACHE_BYTES_MAX};

/// Verified tokens are kept, so that the same token need not be verified again. A token is kept when it comes
/// for the second time. Its lifetime, its key and its scopes are checked each time; refusals are not kept.
///
/// ```
/// let mut cache = doorward::policy::TokenCache::default();
/// cache.tokens = 0; // Keeps none.
/// let policy = doorward::Policy::builder().token_cache(cache);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenCache {
    /// Maximum number of cached tokens: 0 to 1,000,000; default 10,000. 0 turns the cache off.
    pub tokens: u32,
    /// Maximum memory in bytes, estimated: 1 byte to 1 GiB; default 16 MiB.
    pub bytes: u64,
}

impl Default for TokenCache {
    fn default() -> Self {
        Self { tokens: 10_000, bytes: 16 * 1024 * 1024 }
    }
}

impl TokenCache {
    pub(super) fn checked(self) -> Result<Self, ConfigError> {
        let (tokens, bytes) = (CACHED_TOKENS_MAX, TOKEN_CACHE_BYTES_MAX);
        if self.tokens > tokens {
            return Err(invalid_policy(format_args!("0 to {tokens} expected")).at("tokens"));
        }
        if !(1..=bytes).contains(&self.bytes) {
            return Err(invalid_policy(format_args!("1 to {bytes} expected")).at("bytes"));
        }
        Ok(self)
    }
}
