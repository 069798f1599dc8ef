//! Tokens that were verified before, kept so that the same token need not be verified again.
//!
//! What is kept is what does not change while a key is in use: that the token is well-formed, which key
//! signed it, what it says. What may change is asked again each time: whether the key is still the
//! issuer's, the time, the scopes an operation needs. No refusal is ever kept.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use foldhash::quality::FixedState;
use quick_cache::Weighter;
use quick_cache::sync::{Cache, DefaultLifecycle};
use zeroize::Zeroizing;

use super::{Header, Lifetime};
use crate::keys::BoundKey;
use crate::limits::{CACHED_TOKEN_BYTES_BESIDE, TOKEN_BYTES_MAX};
use crate::policy::TokenCache;
use crate::principal::Principal;

/// A token that was verified, by which key, and until when it says it is good.
pub(crate) struct Seen {
    pub(crate) principal: Principal,
    pub(crate) key: Arc<BoundKey>,
    /// The issuer's place in the policy.
    pub(crate) place: usize,
    pub(crate) lifetime: Lifetime,
    pub(crate) header: Header,
}

/// By the whole token: a hash only says where to look, and the text is compared. The hash is keyed, so
/// that nobody can make up tokens that fall into one place.
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

type Kept = Cache<Text, Arc<Seen>, Weights, FixedState, DefaultLifecycle<Text, Arc<Seen>>>;

impl SeenTokens {
    pub(crate) fn new(TokenCache { tokens, bytes, .. }: TokenCache, seed: u64) -> Self {
        let hasher = FixedState::with_seed(seed);
        let marks = tokens.next_power_of_two().clamp(MARKS_MIN, MARKS_MAX);
        let kept = (tokens > 0).then(|| {
            // An entry weighs its bytes, and at least its share of all, which bounds their number.
            let weights = Weights { least: bytes.div_ceil(u64::from(tokens)).max(1) };
            let expected = usize::try_from(tokens).unwrap_or(usize::MAX);
            Kept::with(expected, bytes, weights, hasher.clone(), DefaultLifecycle::default())
        });
        let once = (0..if tokens > 0 { marks } else { 0 }).map(|_| AtomicU32::new(0)).collect();
        Self { kept, hasher, once }
    }

    pub(crate) fn find(&self, token: &str) -> Option<Arc<Seen>> {
        // None that is too long was ever kept; not even its hash is worth making.
        (token.len() <= TOKEN_BYTES_MAX).then(|| self.kept.as_ref()?.get(token))?
    }

    /// Keeps a token that is verified for the second time of late.
    pub(crate) fn keep(&self, token: &str, seen: impl FnOnce() -> Seen) {
        if let Some(kept) = &self.kept
            && self.came_before(token)
        {
            let mut seen = seen();
            seen.principal = seen.principal.numbered();
            kept.insert(Text(Zeroizing::new(token.into())), Arc::new(seen));
        }
    }

    /// By a mark of 32 bits in a place that others may take over: at times too soon or too late, which
    /// costs a little time and nothing else.
    fn came_before(&self, token: &str) -> bool {
        let hash = self.hasher.hash_one(token);
        let (mark, place) = ((hash >> 32) as u32, hash as u32 as usize);
        let place = self.once.get(place & self.once.len().wrapping_sub(1));
        place.is_some_and(|place| place.swap(mark, Ordering::Relaxed) == mark)
    }

    pub(crate) fn forget(&self, token: &str) {
        if let Some(kept) = &self.kept {
            kept.remove(token);
        }
    }
}

/// A whole token, wiped when it is no longer kept: whoever reads it may use it.
#[derive(PartialEq, Eq)]
struct Text(Zeroizing<Box<str>>);

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// As its text, by which it is looked for.
impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        str::hash(&self.0, state);
    }
}

#[derive(Clone, Debug)]
struct Weights {
    least: u64,
}

impl Weighter<Text, Arc<Seen>> for Weights {
    fn weight(&self, token: &Text, seen: &Arc<Seen>) -> u64 {
        let texts = token.0.len() + seen.principal.claims_json().len();
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
