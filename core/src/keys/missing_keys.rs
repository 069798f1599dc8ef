//! Key ids that no key of the set has: how often they may cause a fetch, and which of them a fetch did not
//! bring.
//!
//! Anyone can invent a key id, so fetches for unknown ids have their own budget. After each fetch without the id,
//! its wait doubles up to a limit. So one client that repeats an old token does not use up the budget. The limit
//! exists because an attacker could send an id before its key is published.

use super::settings::RefreshSettings;
use crate::crypto::Algorithm;
use crate::limits::UNKNOWN_KEY_IDS_MAX;
use crate::time::UnixTime;

/// Whether a fetch for an unknown key id may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LookFor {
    Allowed,
    /// It was looked for, and it is too early to look again.
    LookedForRecently,
    /// No fetch may begin yet; milliseconds until one may.
    Later(i64),
}

#[derive(Debug, Default)]
pub(super) struct MissingKeys {
    /// The token bucket. `None`: no fetch yet, so it is full.
    credit: Option<Credit>,
    /// Oldest first.
    missing: Vec<MissingKey>,
}

#[derive(Clone, Copy, Debug)]
struct Credit {
    milliseconds: i64,
    at: UnixTime,
    last_fetch: UnixTime,
}

/// What was looked for: a key id, or none, under an algorithm.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyQuery<'a> {
    pub(crate) key_id: Option<&'a str>,
    pub(crate) algorithm: Algorithm,
    /// The length of the token's signature, which tells RSA keys apart.
    pub(crate) signature_bytes: usize,
    /// The tenant that the token names, of an issuer of several.
    pub(crate) tenant: Option<&'a str>,
}

#[derive(Debug)]
struct MissingKey {
    key_id: Option<String>,
    algorithm: Algorithm,
    wait: i64,
    again_at: UnixTime,
}

impl MissingKeys {
    pub(super) fn look_for(
        &self,
        query: KeyQuery<'_>,
        settings: &RefreshSettings,
        now: UnixTime,
    ) -> LookFor {
        if self.remembered(query).is_some_and(|known| now < known.again_at) {
            return LookFor::LookedForRecently;
        }
        let Some(credit) = self.credit else { return LookFor::Allowed };
        let saved = credit.saved(settings, now);
        let lacking = settings.unknown_interval.saturating_sub(saved);
        let gap = settings.unknown_gap.saturating_sub(now.milliseconds_since(credit.last_fetch));
        match lacking.max(gap) {
            ..=0 => LookFor::Allowed,
            wait => LookFor::Later(wait),
        }
    }

    /// A fetch begins that was allowed.
    pub(super) fn spend(&mut self, settings: &RefreshSettings, now: UnixTime) {
        let saved = self.credit.map_or(settings.unknown_credit_max(), |c| c.saved(settings, now));
        let milliseconds = saved.saturating_sub(settings.unknown_interval);
        self.credit = Some(Credit { milliseconds, at: now, last_fetch: now });
    }

    /// A fetch ended well, and the id is still unknown.
    pub(super) fn remember(
        &mut self,
        query: KeyQuery<'_>,
        settings: &RefreshSettings,
        now: UnixTime,
    ) {
        let wait = match self.remembered(query) {
            // Several requests may wait for the same fetch. It counts once.
            Some(known) if now < known.again_at => return,
            Some(known) => known.wait.saturating_mul(2),
            None => settings.unknown_gap,
        };
        let wait = wait.min(settings.unknown_wait_max);
        self.missing.retain(|known| !known.is(query));
        if self.missing.len() >= UNKNOWN_KEY_IDS_MAX {
            self.missing.remove(0);
        }
        let (key_id, algorithm) = (query.key_id.map(str::to_owned), query.algorithm);
        let again_at = now.plus_milliseconds(wait);
        self.missing.push(MissingKey { key_id, algorithm, wait, again_at });
    }

    /// A new set came: what it has is unknown no longer.
    pub(super) fn forget(&mut self, is_known: impl Fn(Option<&str>, Algorithm) -> bool) {
        self.missing.retain(|known| !is_known(known.key_id.as_deref(), known.algorithm));
    }

    /// If the clock went back, caps all waits at their maximum from `now`.
    pub(super) fn clamp_to_clock(&mut self, settings: &RefreshSettings, now: UnixTime) {
        if let Some(credit) = &mut self.credit {
            credit.at = credit.at.min(now);
            credit.last_fetch = credit.last_fetch.min(now);
        }
        for known in &mut self.missing {
            known.again_at = known.again_at.min(now.plus_milliseconds(settings.unknown_wait_max));
        }
    }

    fn remembered(&self, query: KeyQuery<'_>) -> Option<&MissingKey> {
        self.missing.iter().find(|known| known.is(query))
    }
}

impl MissingKey {
    fn is(&self, query: KeyQuery<'_>) -> bool {
        self.key_id.as_deref() == query.key_id && self.algorithm == query.algorithm
    }
}

impl Credit {
    fn saved(&self, settings: &RefreshSettings, now: UnixTime) -> i64 {
        let since = now.milliseconds_since(self.at).max(0);
        self.milliseconds.saturating_add(since).min(settings.unknown_credit_max())
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyQuery, LookFor, MissingKeys};
    use crate::crypto::Algorithm;
    use crate::keys::KeyRefresh;
    use crate::limits::UNKNOWN_KEY_IDS_MAX;
    use crate::time::UnixTime;

    fn query(key_id: &str) -> KeyQuery<'_> {
        KeyQuery {
            key_id: Some(key_id),
            algorithm: Algorithm::Es256,
            signature_bytes: 64,
            tenant: None,
        }
    }

    const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

    #[test]
    fn remembers_a_bounded_number_of_key_ids_and_forgets_the_oldest() {
        let settings = KeyRefresh::default().checked().expect("the defaults hold");
        let mut unknown = MissingKeys::default();
        for number in 0..10_000 {
            unknown.remember(query(&number.to_string()), &settings, NOW);
        }
        assert_eq!(unknown.missing.len(), UNKNOWN_KEY_IDS_MAX);
        assert_eq!(unknown.look_for(query("9999"), &settings, NOW), LookFor::LookedForRecently);
        assert_eq!(unknown.look_for(query("0"), &settings, NOW), LookFor::Allowed);
    }

    #[test]
    fn waits_twice_as_long_after_each_fetch_without_the_key_up_to_a_limit() {
        let settings = KeyRefresh::default().checked().expect("the defaults hold");
        let mut unknown = MissingKeys::default();
        let mut now = NOW;
        for wait in [1, 2, 4, 8, 16, 30, 30] {
            unknown.remember(query("x"), &settings, now);
            unknown.remember(query("x"), &settings, now);
            now = now.plus_milliseconds(wait * 1_000 - 1);
            assert_eq!(
                unknown.look_for(query("x"), &settings, now),
                LookFor::LookedForRecently,
                "{wait}"
            );
            now = now.plus_milliseconds(1);
            assert_eq!(unknown.look_for(query("x"), &settings, now), LookFor::Allowed, "{wait}");
        }
    }

    #[test]
    fn saves_up_a_burst_and_keeps_fetches_apart() {
        let settings = KeyRefresh::default().checked().expect("the defaults hold");
        let mut unknown = MissingKeys::default();
        let mut fetches = Vec::new();
        for millisecond in 0..60_000 {
            let now = NOW.plus_milliseconds(millisecond);
            if unknown.look_for(query("x"), &settings, now) == LookFor::Allowed {
                unknown.spend(&settings, now);
                fetches.push(millisecond);
            }
        }
        // One a second while ten and what is added meanwhile last, then one every five seconds.
        assert_eq!(fetches[..12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(|s| s * 1_000));
        assert_eq!(fetches[12..], [15, 20, 25, 30, 35, 40, 45, 50, 55].map(|s| s * 1_000));
    }
}
