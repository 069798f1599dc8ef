//! What is known of the issuers' keys, as JSON.

use serde::Serialize;

use crate::keys::KeyStatus;

#[derive(Serialize)]
struct Twin<'a> {
    issuer: &'a str,
    source: &'a str,
    url: Option<&'a str>,
    state: &'a str,
    keys: usize,
    unusable_keys: usize,
    age_seconds: Option<i64>,
    next_refresh_seconds: Option<i64>,
    failures: u32,
    fetches: u64,
    last_error: Option<&'a str>,
}

/// Every issuer's keys, as an array.
#[must_use]
pub fn key_status(status: &[KeyStatus]) -> String {
    let twins: Vec<_> = status
        .iter()
        .map(|one| Twin {
            issuer: &one.issuer,
            source: one.source,
            url: one.url.as_deref(),
            state: one.state.name(),
            keys: one.keys,
            unusable_keys: one.unusable_keys,
            age_seconds: one.age_seconds,
            next_refresh_seconds: one.next_refresh_seconds,
            failures: one.failures,
            fetches: one.fetches,
            last_error: one.last_error.as_deref(),
        })
        .collect();
    serde_json::to_string(&twins).unwrap_or_default()
}
