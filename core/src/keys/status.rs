//! The state of one issuer's keys, for a health page or a log.

use std::borrow::Cow;

use crate::encoding::json::Value;
use crate::error::printable;
use crate::limits::UNUSABLE_KEYS_SHOWN;

/// How good an issuer's keys are at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyState {
    /// Given in the policy; never fetched.
    Static,
    /// Not fetched yet.
    Cold,
    /// Within their TTL.
    Fresh,
    /// Past their TTL. They are used when a fetch fails or does not end in time.
    Stale,
    /// Past the time for which they may be used: tokens are refused as `keys_unavailable` until a fetch
    /// succeeds.
    Expired,
}

impl KeyState {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Cold => "cold",
            Self::Fresh => "fresh",
            Self::Stale => "stale",
            Self::Expired => "expired",
        }
    }
}

/// A key of a set that is ignored, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnusableKey {
    /// The key's `kid`, if it has one: at most 64 characters, control characters replaced.
    pub key_id: Option<String>,
    /// Why the key is ignored, as a sentence without a full stop.
    pub reason: Cow<'static, str>,
}

impl UnusableKey {
    pub(crate) fn new(jwk: &Value<'_>, reason: impl Into<Cow<'static, str>>) -> Self {
        let key_id = jwk.as_object().and_then(|jwk| jwk.member("kid")).and_then(Value::as_str);
        Self { key_id: key_id.map(printable), reason: reason.into() }
    }
}

/// The ignored keys that a status names.
pub(super) fn first_unusable<'k>(
    unusable: impl Iterator<Item = &'k UnusableKey>,
) -> Vec<UnusableKey> {
    unusable.take(UNUSABLE_KEYS_SHOWN).cloned().collect()
}

/// One issuer's keys. Durations are whole seconds, rounded down.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyStatus {
    /// `iss`.
    pub issuer: String,
    /// `static`, `jwks_uri` or `metadata`.
    pub source: &'static str,
    /// The policy's `jwks_uri`, or the metadata URL, without its query. `None` for given keys.
    pub url: Option<String>,
    /// How good the keys are.
    pub state: KeyState,
    /// Keys that can verify tokens.
    pub keys: usize,
    /// Public keys that the policy gives beside a fetched set, and that the set lacks. They go on serving.
    pub unpublished_keys: usize,
    /// Keys of the set that are ignored, because they cannot be used here.
    pub unusable_keys: usize,
    /// The first 32 of them, each with the reason.
    pub unusable: Vec<UnusableKey>,
    /// Since the last successful fetch.
    pub age_seconds: Option<i64>,
    /// Seconds until the next scheduled fetch; 0 when the next token causes it. `None` before the first fetch,
    /// and for given keys.
    pub next_refresh_seconds: Option<i64>,
    /// Fetches that failed since the last success.
    pub failures: u32,
    /// Fetches begun, each counted once however many redirects and documents it took.
    pub fetches: u64,
    /// What was wrong with the last failed fetch, kept until one succeeds: a word and a sentence.
    pub last_error: Option<String>,
}

impl KeyStatus {
    /// Of keys that the policy gives.
    pub(super) fn of_given(issuer: &str, keys: usize, unusable: &[UnusableKey]) -> Self {
        Self {
            issuer: issuer.to_owned(),
            source: "static",
            url: None,
            state: KeyState::Static,
            keys,
            unpublished_keys: 0,
            unusable_keys: unusable.len(),
            unusable: first_unusable(unusable.iter()),
            age_seconds: None,
            next_refresh_seconds: None,
            failures: 0,
            fetches: 0,
            last_error: None,
        }
    }
}
