//! The state of an issuer's keys.

use serde::Serialize;

use crate::keys::{KeyStatus, UnusableKey};

/// One issuer's keys, members as in [`KeyStatus`].
#[derive(Serialize)]
pub struct KeyStatusJson<'a> {
    issuer: &'a str,
    source: &'static str,
    url: Option<&'a str>,
    state: &'static str,
    keys: usize,
    unpublished_keys: usize,
    unusable_keys: usize,
    unusable: Vec<UnusableKeyJson<'a>>,
    age_seconds: Option<i64>,
    next_refresh_seconds: Option<i64>,
    failures: u32,
    fetches: u64,
    last_error: Option<&'a str>,
}

#[derive(Serialize)]
struct UnusableKeyJson<'a> {
    key_id: Option<&'a str>,
    reason: &'a str,
}

impl<'a> From<&'a UnusableKey> for UnusableKeyJson<'a> {
    fn from(key: &'a UnusableKey) -> Self {
        Self { key_id: key.key_id.as_deref(), reason: &key.reason }
    }
}

impl<'a> From<&'a KeyStatus> for KeyStatusJson<'a> {
    fn from(status: &'a KeyStatus) -> Self {
        Self {
            issuer: &status.issuer,
            source: status.source,
            url: status.url.as_deref(),
            state: status.state.name(),
            keys: status.keys,
            unpublished_keys: status.unpublished_keys,
            unusable_keys: status.unusable_keys,
            unusable: status.unusable.iter().map(UnusableKeyJson::from).collect(),
            age_seconds: status.age_seconds,
            next_refresh_seconds: status.next_refresh_seconds,
            failures: status.failures,
            fetches: status.fetches,
            last_error: status.last_error.as_deref(),
        }
    }
}
