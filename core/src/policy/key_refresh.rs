//! The figures by which fetched keys are refreshed, checked together.

use crate::error::{Misconfigured, invalid_policy};
use crate::keys::Figures;
use crate::limits::{FETCH_SECONDS_MAX, KEY_REFRESH_SECONDS_MAX, UNKNOWN_KEY_BURST_MAX};

/// When fetched key sets are fetched again, and how long they serve. The defaults suit most; change
/// `stale_seconds` first (ARCHITECTURE.md tells what it risks).
///
/// ```
/// let mut refresh = doorward::KeyRefresh::default();
/// refresh.stale_seconds = 6 * 3_600;
/// let policy = doorward::Policy::builder().key_refresh(refresh);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyRefresh {
    /// How long a set is fresh when its server does not say; 600.
    pub ttl_seconds: u32,
    /// The least a server's `Cache-Control: max-age` counts for; 60.
    pub ttl_min_seconds: u32,
    /// The most a server's `Cache-Control: max-age` counts for; 86,400.
    pub ttl_max_seconds: u32,
    /// Share of the TTL after which a set is fetched ahead, 1 to 99; 80.
    pub ahead_percent: u32,
    /// How long after the last success a set serves while fetches fail; 3,600.
    pub stale_seconds: u32,
    /// The wait after the first failure, doubled with each further one; 1.
    pub backoff_min_seconds: u32,
    /// The longest wait after a failure; 60. Waits are drawn from the upper half of their length.
    pub backoff_max_seconds: u32,
    /// Fetches for unknown key ids that may be saved up; 10.
    pub unknown_key_burst: u32,
    /// One more such fetch every so often; 5.
    pub unknown_key_interval_seconds: u32,
    /// Between two such fetches at least; 1.
    pub unknown_key_gap_seconds: u32,
    /// The longest time for which a key id that was looked for in vain is not looked for again; 30.
    pub unknown_key_memory_seconds: u32,
    /// How long one fetch may take, 1 to 60; 5.
    pub timeout_seconds: u32,
}

impl Default for KeyRefresh {
    fn default() -> Self {
        Self {
            ttl_seconds: 600,
            ttl_min_seconds: 60,
            ttl_max_seconds: 24 * 3_600,
            ahead_percent: 80,
            stale_seconds: 3_600,
            backoff_min_seconds: 1,
            backoff_max_seconds: 60,
            unknown_key_burst: 10,
            unknown_key_interval_seconds: 5,
            unknown_key_gap_seconds: 1,
            unknown_key_memory_seconds: 30,
            timeout_seconds: 5,
        }
    }
}

impl KeyRefresh {
    pub(crate) fn checked(&self) -> Result<Figures, Misconfigured> {
        self.check_each()?;
        self.check_together()?;
        let milliseconds = |seconds: u32| i64::from(seconds) * 1_000;
        Ok(Figures {
            ttl: milliseconds(self.ttl_seconds),
            ttl_min: milliseconds(self.ttl_min_seconds),
            ttl_max: milliseconds(self.ttl_max_seconds),
            ahead_percent: i64::from(self.ahead_percent),
            stale: milliseconds(self.stale_seconds),
            backoff_min: milliseconds(self.backoff_min_seconds),
            backoff_max: milliseconds(self.backoff_max_seconds),
            unknown_burst: i64::from(self.unknown_key_burst),
            unknown_interval: milliseconds(self.unknown_key_interval_seconds),
            unknown_gap: milliseconds(self.unknown_key_gap_seconds),
            unknown_memory: milliseconds(self.unknown_key_memory_seconds),
            timeout: milliseconds(self.timeout_seconds),
        })
    }

    /// Every figure by its name, with the most it may be.
    pub(crate) fn figures(&mut self) -> [(&'static str, &mut u32, u32); 12] {
        let week = KEY_REFRESH_SECONDS_MAX;
        [
            ("ttl_seconds", &mut self.ttl_seconds, week),
            ("ttl_min_seconds", &mut self.ttl_min_seconds, week),
            ("ttl_max_seconds", &mut self.ttl_max_seconds, week),
            ("ahead_percent", &mut self.ahead_percent, 99),
            ("stale_seconds", &mut self.stale_seconds, week),
            ("backoff_min_seconds", &mut self.backoff_min_seconds, week),
            ("backoff_max_seconds", &mut self.backoff_max_seconds, week),
            ("unknown_key_burst", &mut self.unknown_key_burst, UNKNOWN_KEY_BURST_MAX),
            ("unknown_key_interval_seconds", &mut self.unknown_key_interval_seconds, week),
            ("unknown_key_gap_seconds", &mut self.unknown_key_gap_seconds, week),
            ("unknown_key_memory_seconds", &mut self.unknown_key_memory_seconds, week),
            ("timeout_seconds", &mut self.timeout_seconds, FETCH_SECONDS_MAX),
        ]
    }

    fn check_each(mut self) -> Result<(), Misconfigured> {
        for (name, value, most) in self.figures() {
            if !(1..=most).contains(value) {
                return Err(invalid_policy(format!("1 to {most} expected")).at(name));
            }
        }
        Ok(())
    }

    /// Figures that are possible each and make no sense together.
    fn check_together(&self) -> Result<(), Misconfigured> {
        let ttl = self.ttl_min_seconds..=self.ttl_max_seconds;
        for (holds, name, why) in [
            (
                self.ttl_min_seconds <= self.ttl_max_seconds,
                "ttl_min_seconds",
                "must not be above ttl_max_seconds",
            ),
            (
                ttl.contains(&self.ttl_seconds),
                "ttl_seconds",
                "must lie between ttl_min_seconds and ttl_max_seconds",
            ),
            (
                self.backoff_min_seconds <= self.backoff_max_seconds,
                "backoff_min_seconds",
                "must not be above backoff_max_seconds",
            ),
            (
                self.backoff_max_seconds <= self.ttl_min_seconds,
                "ttl_min_seconds",
                "must not be below backoff_max_seconds: the set would grow stale before a second try",
            ),
            (
                self.stale_seconds >= self.ttl_seconds,
                "stale_seconds",
                "must not be below ttl_seconds: it counts from the last success, as the TTL does",
            ),
            (
                self.unknown_key_gap_seconds <= self.unknown_key_interval_seconds,
                "unknown_key_gap_seconds",
                "must not be above unknown_key_interval_seconds",
            ),
            (
                self.unknown_key_gap_seconds <= self.unknown_key_memory_seconds,
                "unknown_key_memory_seconds",
                "must not be below unknown_key_gap_seconds",
            ),
        ] {
            if !holds {
                return Err(invalid_policy(why).at(name));
            }
        }
        Ok(())
    }
}
