//! Tokens that were verified before, kept so that the same token need not be verified again.
//!
//! Kept is what does not change while a key is in use: that the token is well-formed, which key signed it,
//! what it says. What may change is checked again each time: whether the key is still the issuer's, the
//! time, the scopes an operation needs. Refusals are never kept.

use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};
use std::num::NonZeroU64;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use foldhash::quality::FixedState;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{Equivalent, Weighter};
use zeroize::Zeroizing;

use super::VerifiedClaims;
use crate::limits::{CACHED_TOKEN_BYTES_BESIDE, TOKEN_BYTES_MAX, TOKEN_MARKS_MAX, TOKEN_MARKS_MIN};
use crate::policy::TokenCache as TokenCacheSettings;

/// Finds a token by its whole text: a hash only says where to look, and the text is compared. Only genuine
/// tokens are kept, so nobody else can fill a slot with others.
pub(crate) struct TokenCache {
    entries: Option<Entries>,
    hasher: FixedState,
    /// A mark of each token that was verified once. A token is kept when it comes for the second time,
    /// because many come only once and keeping one costs more than verifying an HMAC.
    marks: Box<[AtomicU32]>,
    /// Tokens kept so far; numbers them.
    kept: AtomicU64,
}

/// A token that is kept.
#[derive(Clone)]
pub(crate) struct CachedToken {
    pub(crate) claims: Arc<VerifiedClaims>,
    /// The same each time this token is found, and no other token's.
    pub(crate) number: Option<NonZeroU64>,
}

type Entries = Cache<Key, CachedToken, Weights, AsHashed, DefaultLifecycle<Key, CachedToken>>;

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
        let (hasher, kept) = (FixedState::with_seed(seed), AtomicU64::new(0));
        Self { entries, hasher, marks, kept }
    }

    /// The slot of this token. `None`: the cache is off or the token is too long, so not even its hash is
    /// needed.
    pub(crate) fn slot<'t>(&self, text: &'t str) -> Option<CacheSlot<'t>> {
        let possible = self.entries.is_some() && text.len() <= TOKEN_BYTES_MAX;
        possible.then(|| CacheSlot { hash: self.hasher.hash_one(text), text })
    }

    pub(crate) fn find(&self, slot: &CacheSlot<'_>) -> Option<CachedToken> {
        self.entries.as_ref()?.get(slot)
    }

    /// Keeps a token that was verified, if it was verified once before.
    pub(crate) fn keep(&self, slot: &CacheSlot<'_>, claims: &Arc<VerifiedClaims>) {
        if let Some(entries) = &self.entries
            && self.came_before(slot)
        {
            let number = self.kept.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
            let token = CachedToken { claims: Arc::clone(claims), number: NonZeroU64::new(number) };
            let text = Zeroizing::new(slot.text.into());
            entries.insert(Key { hash: slot.hash, text }, token);
        }
    }

    /// A mark has 32 bits, and another token may take its place: then a token is kept too early or too
    /// late, which costs time and nothing else.
    fn came_before(&self, slot: &CacheSlot<'_>) -> bool {
        let (mark, at) = ((slot.hash >> 32) as u32, slot.hash as u32 as usize);
        let at = self.marks.get(at & self.marks.len().wrapping_sub(1));
        at.is_some_and(|at| at.swap(mark, Ordering::Relaxed) == mark)
    }

    pub(crate) fn forget(&self, slot: &CacheSlot<'_>) {
        if let Some(entries) = &self.entries {
            entries.remove(slot);
        }
    }
}

/// A token that is looked for, and its hash, which is computed once.
pub(crate) struct CacheSlot<'t> {
    hash: u64,
    text: &'t str,
}

/// A whole token. It is wiped when it is no longer kept, because whoever reads it may use it.
struct Key {
    hash: u64,
    text: Zeroizing<Box<str>>,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Key {}

impl Equivalent<Key> for CacheSlot<'_> {
    fn equivalent(&self, kept: &Key) -> bool {
        self.hash == kept.hash && *self.text == **kept.text
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Hash for CacheSlot<'_> {
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

impl Weighter<Key, CachedToken> for Weights {
    fn weight(&self, key: &Key, token: &CachedToken) -> u64 {
        let texts = key.text.len() + token.claims.text.len();
        let bytes = texts.saturating_add(CACHED_TOKEN_BYTES_BESIDE);
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
