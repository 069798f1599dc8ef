//! Tokens that were verified before, kept so that the same token need not be verified again.
//!
//! What is kept is what does not change while a key is in use: that the token is well-formed, which key
//! signed it, what it says. What may change is asked again each time: whether the key is still the
//! issuer's, the time, the scopes an operation needs. No refusal is ever kept.

use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};
use std::sync::atomic::{AtomicU32, Ordering};

use foldhash::quality::FixedState;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{Equivalent, Weighter};
use zeroize::Zeroizing;

use crate::limits::{CACHED_TOKEN_BYTES_BESIDE, TOKEN_BYTES_MAX};
use crate::policy::TokenCache;
use crate::principal::Principal;

/// By the whole token: a hash only says where to look, and the text is compared. Only genuine tokens are
/// ever kept, so that nobody else can fill a place with others.
pub(crate) struct SeenTokens {
    kept: Option<Kept>,
    hasher: FixedState,
    /// Marks of tokens seen once. To keep a token costs more than to verify an HMAC, and many a token
    /// comes but once: it is kept when it comes again.
    once: Box<[AtomicU32]>,
}

const MARKS_MIN: u32 = 64;
/// 256 KiB of marks.
const MARKS_MAX: u32 = 1 << 16;

type Kept = Cache<Text, Principal, Weights, AsHashed, DefaultLifecycle<Text, Principal>>;

impl SeenTokens {
    pub(crate) fn new(TokenCache { tokens, bytes, .. }: TokenCache, seed: u64) -> Self {
        let marks = tokens.next_power_of_two().clamp(MARKS_MIN, MARKS_MAX);
        let kept = (tokens > 0).then(|| {
            // An entry weighs its bytes, and at least its share of all, which bounds their number.
            let weights = Weights { least: bytes.div_ceil(u64::from(tokens)).max(1) };
            let expected = usize::try_from(tokens).unwrap_or(usize::MAX);
            Kept::with(expected, bytes, weights, AsHashed::default(), DefaultLifecycle::default())
        });
        let once = (0..if tokens > 0 { marks } else { 0 }).map(|_| AtomicU32::new(0)).collect();
        Self { kept, hasher: FixedState::with_seed(seed), once }
    }

    /// Where this token would be. `None`: it is kept nowhere, for there is no room at all or it is too
    /// long; not even its hash is worth making then.
    pub(crate) fn place<'t>(&self, text: &'t str) -> Option<Place<'t>> {
        let possible = self.kept.is_some() && text.len() <= TOKEN_BYTES_MAX;
        possible.then(|| Place { hash: self.hasher.hash_one(text), text })
    }

    pub(crate) fn find(&self, place: &Place<'_>) -> Option<Principal> {
        self.kept.as_ref()?.get(place)
    }

    /// Keeps a token that is verified for the second time of late.
    pub(crate) fn keep(&self, place: &Place<'_>, principal: &Principal) {
        if let Some(kept) = &self.kept
            && self.came_before(place)
        {
            let text = Zeroizing::new(place.text.into());
            kept.insert(Text { hash: place.hash, text }, principal.clone().numbered());
        }
    }

    /// By a mark of 32 bits in a place that others may take over: at times too soon or too late, which
    /// costs a little time and nothing else.
    fn came_before(&self, place: &Place<'_>) -> bool {
        let (mark, at) = ((place.hash >> 32) as u32, place.hash as u32 as usize);
        let at = self.once.get(at & self.once.len().wrapping_sub(1));
        at.is_some_and(|at| at.swap(mark, Ordering::Relaxed) == mark)
    }

    pub(crate) fn forget(&self, place: &Place<'_>) {
        if let Some(kept) = &self.kept {
            kept.remove(place);
        }
    }
}

/// A token that is looked for, and its hash, which is made once.
pub(crate) struct Place<'t> {
    hash: u64,
    pub(crate) text: &'t str,
}

/// A whole token, wiped when it is no longer kept: whoever reads it may use it.
struct Text {
    hash: u64,
    text: Zeroizing<Box<str>>,
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Text {}

impl Equivalent<Text> for Place<'_> {
    fn equivalent(&self, kept: &Text) -> bool {
        self.hash == kept.hash && *self.text == **kept.text
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Hash for Place<'_> {
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

impl Weighter<Text, Principal> for Weights {
    fn weight(&self, token: &Text, principal: &Principal) -> u64 {
        let texts = token.text.len() + principal.claims_json().len();
        let bytes = texts.saturating_add(CACHED_TOKEN_BYTES_BESIDE);
        u64::try_from(bytes).unwrap_or(u64::MAX).max(self.least)
    }
}

/// Tells how many are kept, never which.
impl fmt::Debug for SeenTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.kept.as_ref().map_or(0, Cache::len);
        f.debug_struct("SeenTokens").field("kept", &kept).finish_non_exhaustive()
    }
}
