//! Tokens that were verified before, kept so that the same token need not be verified again.
//!
//! The cache keeps what does not change while a key is in use: that the token is well-formed, which key signed
//! it, and what it says. What may change is checked again each time: whether the key is still the issuer's, the
//! time, the scopes an operation needs. Refusals are never kept.

use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};
use std::num::NonZeroU64;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use foldhash::quality::FixedState;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{Equivalent, Weighter};
use zeroize::Zeroizing;

use super::VerifiedClaims;
use crate::limits::{
    CACHED_TOKEN_OVERHEAD_BYTES, TOKEN_BYTES_MAX, TOKEN_MARKS_MAX, TOKEN_MARKS_MIN,
};
use crate::numbers::next_number;
use crate::policy::TokenCache as TokenCacheSettings;

/// Finds a token by its whole text. A hit compares the text, not only the hash. Only verified tokens are stored,
/// so an attacker cannot fill the cache.
pub(crate) struct TokenCache {
    entries: Option<Entries>,
    hasher: FixedState,
    /// A mark of each token that was verified once. A token is kept when it comes for the second time,
    /// because many come only once and keeping one costs more than verifying an HMAC.
    marks: Box<[AtomicU32]>,
}

/// A token that is kept.
#[derive(Clone)]
pub(crate) struct CachedToken {
    pub(crate) claims: Arc<VerifiedClaims>,
    /// The same each time this token is found, and no other token's.
    pub(crate) number: Option<NonZeroU64>,
}

type Entries = Cache<
    CacheEntryKey,
    CachedToken,
    Weights,
    AsHashed,
    DefaultLifecycle<CacheEntryKey, CachedToken>,
>;

impl TokenCache {
    pub(crate) fn new(
        TokenCacheSettings { tokens, bytes, .. }: TokenCacheSettings,
        seed: u64,
    ) -> Self {
        let marks = tokens.next_power_of_two().clamp(TOKEN_MARKS_MIN, TOKEN_MARKS_MAX);
        let entries = (tokens > 0).then(|| {
            // An entry weighs its bytes, and at least its share of all bytes, which bounds the number of
            // entries too.
            let weights = Weights { least: bytes.div_ceil(u64::from(tokens)).max(1) };
            let expected = usize::try_from(tokens).unwrap_or(usize::MAX);
            Entries::with(
                expected,
                bytes,
                weights,
                AsHashed::default(),
                DefaultLifecycle::default(),
            )
        });
        let marks = (0..if tokens > 0 { marks } else { 0 }).map(|_| AtomicU32::new(0)).collect();
        Self { entries, hasher: FixedState::with_seed(seed), marks }
    }

    /// Hashes the token for a lookup. `None` when the cache is off or the token is longer than
    /// [`TOKEN_BYTES_MAX`].
    pub(crate) fn lookup<'t>(&self, text: &'t str) -> Option<CacheLookup<'t>> {
        let possible = self.entries.is_some() && text.len() <= TOKEN_BYTES_MAX;
        possible.then(|| CacheLookup { hash: self.hasher.hash_one(text), text })
    }

    pub(crate) fn find(&self, lookup: &CacheLookup<'_>) -> Option<CachedToken> {
        self.entries.as_ref()?.get(lookup)
    }

    /// Keeps a token that was verified, if it was verified once before.
    pub(crate) fn keep(&self, lookup: &CacheLookup<'_>, claims: &Arc<VerifiedClaims>) {
        if let Some(entries) = &self.entries
            && self.came_before(lookup)
        {
            let token = CachedToken { claims: Arc::clone(claims), number: Some(next_number()) };
            let text = Zeroizing::new(lookup.text.into());
            entries.insert(CacheEntryKey { hash: lookup.hash, text }, token);
        }
    }

    /// A mark has 32 bits, and another token may take its place: then a token is kept too early or too
    /// late, which costs time and nothing else.
    fn came_before(&self, lookup: &CacheLookup<'_>) -> bool {
        let (mark, at) = ((lookup.hash >> 32) as u32, lookup.hash as u32 as usize);
        let at = self.marks.get(at & self.marks.len().wrapping_sub(1));
        at.is_some_and(|at| at.swap(mark, Ordering::Relaxed) == mark)
    }

    pub(crate) fn forget(&self, lookup: &CacheLookup<'_>) {
        if let Some(entries) = &self.entries {
            entries.remove(lookup);
        }
    }
}

/// A token to look up, with its hash, which is computed once.
pub(crate) struct CacheLookup<'t> {
    hash: u64,
    text: &'t str,
}

/// The text of a cached token. It is wiped on drop, because whoever reads the token can use it.
struct CacheEntryKey {
    hash: u64,
    text: Zeroizing<Box<str>>,
}

impl PartialEq for CacheEntryKey {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for CacheEntryKey {}

impl Equivalent<CacheEntryKey> for CacheLookup<'_> {
    fn equivalent(&self, kept: &CacheEntryKey) -> bool {
        self.hash == kept.hash && *self.text == **kept.text
    }
}

impl Hash for CacheEntryKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Hash for CacheLookup<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

type AsHashed = BuildHasherDefault<Hashed>;

/// Passes on the hash that was made already.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0 << 8 | u64::from(*byte);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[derive(Clone, Debug)]
struct Weights {
    least: u64,
}

impl Weighter<CacheEntryKey, CachedToken> for Weights {
    fn weight(&self, key: &CacheEntryKey, token: &CachedToken) -> u64 {
        let texts = key.text.len() + token.claims.text.len();
        let bytes = texts.saturating_add(CACHED_TOKEN_OVERHEAD_BYTES);
        u64::try_from(bytes).unwrap_or(u64::MAX).max(self.least)
    }
}

/// Shows how many tokens are kept, never which.
impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tokens = self.entries.as_ref().map_or(0, Cache::len);
        f.debug_struct("TokenCache").field("cached", &tokens).finish_non_exhaustive()
    }
}
