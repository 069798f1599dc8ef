//! When to fetch a key set, and how long one may be used. The schedule knows no HTTP: `now` and the results of
//! fetches drive it.
//!
//! ```text
//! fetched ──── 80 % ────────── TTL ──────────────── staleness ────────▶ time
//!    used: fresh │ fresh, and a fetch  │ only after a fetch was   │ not at all:
//!                │ that nobody awaits  │ tried                    │ unavailable
//! ```

use super::missing_keys::{KeyQuery, LookFor, MissingKeys};
use super::settings::RefreshSettings;
use crate::crypto::Algorithm;
use crate::time::UnixTime;

/// How good the loaded set is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// There is none, or it is past its usable time.
    Unusable,
    Fresh,
    /// Still fresh; a fetch ahead of time is due.
    Ageing,
    /// Past its TTL, and usable after a fetch was tried.
    Stale,
}

/// May a fetch begin?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FetchPermit {
    /// Yes, under this number; it has begun.
    Begin(u64),
    /// One is on its way.
    Underway,
    /// A fetch did not bring this key a moment ago.
    LookedForRecently,
    /// Not before so many milliseconds.
    Later(i64),
}

#[derive(Clone, Copy, Debug)]
struct Loaded {
    at: UnixTime,
    ahead_at: UnixTime,
    fresh_until: UnixTime,
    usable_until: UnixTime,
}

#[derive(Clone, Copy, Debug)]
struct Lease {
    number: u64,
    until: UnixTime,
}

/// The schedule of one issuer's key set.
#[derive(Debug)]
pub(crate) struct Schedule {
    settings: RefreshSettings,
    seed: u64,
    loaded: Option<Loaded>,
    failures: u32,
    retry_at: Option<UnixTime>,
    lease: Option<Lease>,
    fetches: u64,
    unknown: MissingKeys,
}

impl Schedule {
    /// `seed` makes the jitter of one process differ from another's.
    pub(crate) fn new(settings: RefreshSettings, seed: u64) -> Self {
        Self {
            settings,
            seed,
            loaded: None,
            failures: 0,
            retry_at: None,
            lease: None,
            fetches: 0,
            unknown: MissingKeys::default(),
        }
    }

    /// What is loaded, under other settings: the staleness counts at once, the TTL from the next fetch on. Nobody
    /// fetches.
    pub(crate) fn with_settings(&self, settings: RefreshSettings) -> Self {
        let loaded = self.loaded.map(|loaded| {
            let fresh_until = loaded.fresh_until.min(loaded.at.plus_milliseconds(settings.ttl_max));
            Loaded {
                at: loaded.at,
                ahead_at: loaded.ahead_at.min(fresh_until),
                fresh_until,
                usable_until: fresh_until.max(loaded.at.plus_milliseconds(settings.stale)),
            }
        });
        let (failures, retry_at, fetches) = (self.failures, self.retry_at, self.fetches);
        Self { loaded, failures, retry_at, fetches, ..Self::new(settings, self.seed) }
    }

    pub(crate) fn freshness(&self, now: UnixTime) -> Freshness {
        match &self.loaded {
            // The clock went back before the load time. The next successful fetch corrects this.
            Some(loaded) if now < loaded.at => Freshness::Ageing,
            Some(loaded) if now < loaded.ahead_at => Freshness::Fresh,
            Some(loaded) if now < loaded.fresh_until => Freshness::Ageing,
            Some(loaded) if now < loaded.usable_until => Freshness::Stale,
            _ => Freshness::Unusable,
        }
    }

    /// Whether the set is fresh and `now` is not before its load time.
    pub(crate) fn is_plainly_fresh(&self, now: UnixTime) -> bool {
        self.loaded.is_some_and(|loaded| loaded.at <= now && now < loaded.ahead_at)
    }

    /// Whether the last fetch failed and its retry time is not long past.
    pub(crate) fn is_failing(&self, now: UnixTime) -> bool {
        let backoff_max = self.settings.backoff_max;
        self.retry_at.is_some_and(|at| now < at.plus_milliseconds(backoff_max))
    }

    /// Whether a fetch began and no result came.
    pub(crate) const fn is_unanswered(&self) -> bool {
        self.lease.is_some()
    }

    pub(crate) fn is_underway(&self, now: UnixTime) -> bool {
        self.lease.is_some_and(|lease| now < lease.until)
    }

    /// A fetch for the set as a whole: none is loaded, or it is ageing.
    pub(crate) fn begin(&mut self, now: UnixTime) -> FetchPermit {
        if self.is_underway(now) {
            return FetchPermit::Underway;
        }
        match self.retry_in(now) {
            Some(wait) => FetchPermit::Later(wait),
            None => FetchPermit::Begin(self.start(now)),
        }
    }

    /// A fetch for a key id that the loaded set lacks.
    pub(crate) fn begin_for(&mut self, query: KeyQuery<'_>, now: UnixTime) -> FetchPermit {
        if self.is_underway(now) {
            return FetchPermit::Underway;
        }
        if let Some(wait) = self.retry_in(now) {
            return FetchPermit::Later(wait);
        }
        match self.unknown.look_for(query, &self.settings, now) {
            LookFor::LookedForRecently => FetchPermit::LookedForRecently,
            LookFor::Later(wait) => FetchPermit::Later(wait),
            LookFor::Allowed => {
                self.unknown.spend(&self.settings, now);
                FetchPermit::Begin(self.start(now))
            }
        }
    }

    /// Extends the lease of a fetch by one more hop; `false` when it is no longer the one underway.
    pub(crate) fn extend_lease(&mut self, number: u64, now: UnixTime) -> bool {
        let time = self.settings.lease();
        match &mut self.lease {
            // The answer of a host that slept for hours is too old.
            Some(lease) if lease.number == number && now < lease.until.plus_milliseconds(time) => {
                lease.until = now.plus_milliseconds(time);
                true
            }
            _ => false,
        }
    }

    /// A usable set came. `max_age` and `age` are the answer's, in seconds (RFC 9111 §5.1, §5.2.2.1): a
    /// cache on the way shortens the TTL, not the staleness, which is about reaching the server.
    pub(crate) fn succeeded(
        &mut self,
        max_age: Option<i64>,
        age: i64,
        is_known: impl Fn(Option<&str>, Algorithm) -> bool,
        now: UnixTime,
    ) {
        let settings = &self.settings;
        let stated = max_age.map_or(settings.ttl, |seconds| {
            seconds.saturating_mul(1_000).clamp(settings.ttl_min, settings.ttl_max)
        });
        let ttl = stated.saturating_sub(age.saturating_mul(1_000)).max(settings.ttl_min);
        let fresh_until = now.plus_milliseconds(ttl);
        self.loaded = Some(Loaded {
            at: now,
            ahead_at: now.plus_milliseconds(ttl.saturating_mul(settings.ahead_percent) / 100),
            fresh_until,
            usable_until: fresh_until.max(now.plus_milliseconds(settings.stale)),
        });
        self.lease = None;
        self.failures = 0;
        self.retry_at = None;
        self.unknown.forget(is_known);
    }

    /// Nothing usable came. The loaded set stays as good as it was.
    pub(crate) fn failed(&mut self, now: UnixTime) {
        self.lease = None;
        self.follow_clock(now);
        self.failures = self.failures.saturating_add(1);
        let doublings = self.failures.saturating_sub(1).min(32);
        let whole = self.settings.backoff_min.saturating_mul(1_i64 << doublings);
        let whole = whole.min(self.settings.backoff_max);
        self.retry_at = Some(now.plus_milliseconds(whole - self.jitter(whole / 2, now)));
    }

    /// A fetch ended well and did not bring this key id.
    pub(crate) fn remember_missing(&mut self, query: KeyQuery<'_>, now: UnixTime) {
        self.unknown.remember(query, &self.settings, now);
    }

    /// If the clock went back, times that now lie too far ahead move closer, so that an hour back does not delay
    /// everything by an hour.
    pub(crate) fn clamp_to_clock(&mut self, now: UnixTime) {
        let settings = self.settings;
        let within = |time: UnixTime, most: i64| time.min(now.plus_milliseconds(most));
        self.retry_at = self.retry_at.map(|time| within(time, settings.backoff_max));
        if let Some(lease) = &mut self.lease {
            lease.until = within(lease.until, settings.lease());
        }
        self.unknown.clamp_to_clock(&settings, now);
    }

    /// If the clock went back and the set seems to be from the future, its times move back by the same amount.
    /// Otherwise the set would stay usable too long. Only fetches do this, because one request with a wrong
    /// `now` must not change the set.
    fn follow_clock(&mut self, now: UnixTime) {
        let Some(loaded) = &mut self.loaded else { return };
        let back = now.milliseconds_since(loaded.at).min(0);
        for time in [
            &mut loaded.at,
            &mut loaded.ahead_at,
            &mut loaded.fresh_until,
            &mut loaded.usable_until,
        ] {
            *time = time.plus_milliseconds(back);
        }
    }

    /// Milliseconds until a fetch may be tried again after a failure.
    pub(crate) fn retry_in(&self, now: UnixTime) -> Option<i64> {
        self.retry_at.map(|at| at.milliseconds_since(now)).filter(|wait| *wait > 0)
    }

    /// Milliseconds since the set was fetched.
    pub(crate) fn age_milliseconds(&self, now: UnixTime) -> Option<i64> {
        self.loaded.map(|loaded| now.milliseconds_since(loaded.at).max(0))
    }

    /// Milliseconds until the next fetch that no unknown key causes; zero when it is due.
    pub(crate) fn next_in(&self, now: UnixTime) -> Option<i64> {
        let due = self.loaded.map(|loaded| loaded.ahead_at);
        let next = due.max(self.retry_at)?;
        Some(next.milliseconds_since(now).max(0))
    }

    pub(crate) const fn failures(&self) -> u32 {
        self.failures
    }

    /// Fetches begun so far, each counted once however many hops it took.
    pub(crate) const fn fetches(&self) -> u64 {
        self.fetches
    }

    fn start(&mut self, now: UnixTime) -> u64 {
        self.fetches = self.fetches.saturating_add(1);
        let until = now.plus_milliseconds(self.settings.lease());
        self.lease = Some(Lease { number: self.fetches, until });
        self.fetches
    }

    /// 0 to `most`, spread over processes (the seed), issuers and failures: a crowd of verifiers does
    /// not come back to a recovering server all at once. No secret, so a plain mixer will do.
    fn jitter(&self, most: i64, now: UnixTime) -> i64 {
        let mut bits =
            self.seed ^ now.milliseconds_since(UnixTime::from_seconds(0)).cast_unsigned();
        bits = bits.wrapping_add(u64::from(self.failures).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        let most = most.max(0).cast_unsigned();
        (bits % most.saturating_add(1)).cast_signed()
    }
}
