//! How many verified tokens are kept.

use crate::error::{ConfigError, invalid_policy};
use crate::limits::{CACHED_TOKENS_MAX, TOKEN_CACHE_BYTES_MAX};

/// Tokens that were verified are kept, so that the same token need not be verified again. Its lifetime,
/// its key and its scopes are checked each time all the same; refusals are not kept.
///
/// ```
/// let mut cache = doorward::policy::TokenCache::default();
/// cache.tokens = 0; // Keeps none.
/// let policy = doorward::Policy::builder().token_cache(cache);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenCache {
    /// At most so many, up to 1,000,000; 10,000. With 0 none is kept.
    pub tokens: u32,
    /// At most so many bytes in all, reckoned with what a token takes besides its text, up to 1 GiB; 16 MiB.
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
            return Err(invalid_policy(format!("0 to {tokens} expected")).at("tokens"));
        }
        if !(1..=bytes).contains(&self.bytes) {
            return Err(invalid_policy(format!("1 to {bytes} expected")).at("bytes"));
        }
        Ok(self)
    }
}
