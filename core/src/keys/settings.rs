//! When fetched keys are refreshed: what a policy may set, and what is fixed.

use std::time::Duration;

use crate::error::{ConfigError, invalid_policy};
use crate::limits::{
    FETCH_TIMEOUT_MAX, KEY_REFRESH_MAX, REFRESH_AHEAD_PERCENT, REFRESH_BACKOFF_MAX,
    REFRESH_BACKOFF_MIN, REFRESH_TTL_MIN, UNKNOWN_KEY_BURST, UNKNOWN_KEY_GAP, UNKNOWN_KEY_INTERVAL,
    UNKNOWN_KEY_WAIT_MAX,
};

/// When fetched key sets are fetched again, and how long they serve. The defaults suit most; change `stale`
/// first (docs/keys.md says what it risks). `ttl`, `ttl_max` and `stale` are 1 second to 7 days, and `ttl` is at
/// most the other two; the policy checks it when it is built.
///
/// ```
/// use std::time::Duration;
///
/// let mut refresh = doorward::policy::KeyRefresh::default();
/// refresh.stale = Duration::from_secs(6 * 3_600);
/// let policy = doorward::Policy::builder().key_refresh(refresh);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyRefresh {
    /// How long a set is fresh when its server does not say; 10 minutes.
    pub ttl: Duration,
    /// The longest time that a server's `Cache-Control: max-age` counts for; 24 hours. The shortest is
    /// fixed: a minute, or `ttl` where that is shorter.
    pub ttl_max: Duration,
    /// How long after the last success a set serves while fetches fail; 1 hour.
    pub stale: Duration,
    /// How long one HTTP request may take: 1 to 60 seconds; 5 seconds. One fetch makes up to twelve requests.
    pub timeout: Duration,
}

impl Default for KeyRefresh {
    fn default() -> Self {
        Self {
            ttl: Duration::from_secs(600),
            ttl_max: Duration::from_secs(24 * 3_600),
            stale: Duration::from_secs(3_600),
            timeout: Duration::from_secs(5),
        }
    }
}

impl KeyRefresh {
    pub(crate) fn checked(&self) -> Result<RefreshSettings, ConfigError> {
        for (name, value, most) in [
            ("ttl_seconds", self.ttl, KEY_REFRESH_MAX),
            ("ttl_max_seconds", self.ttl_max, KEY_REFRESH_MAX),
            ("stale_seconds", self.stale, KEY_REFRESH_MAX),
            ("timeout_seconds", self.timeout, FETCH_TIMEOUT_MAX),
        ] {
            if !(Duration::from_secs(1)..=most).contains(&value) {
                let most = most.as_secs();
                return Err(invalid_policy(format_args!("1 to {most} expected")).at(name));
            }
        }
        if self.ttl > self.ttl_max {
            return Err(invalid_policy("must not be above ttl_max_seconds").at("ttl_seconds"));
        }
        if self.stale < self.ttl {
            let why = "must not be below ttl_seconds: both count from the last success";
            return Err(invalid_policy(why).at("stale_seconds"));
        }
        Ok(RefreshSettings::new(self))
    }
}

/// The settings of one policy and the limits beside them, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RefreshSettings {
    pub(crate) ttl: i64,
    pub(crate) ttl_min: i64,
    pub(crate) ttl_max: i64,
    pub(crate) ahead_percent: i64,
    pub(crate) stale: i64,
    pub(crate) backoff_min: i64,
    pub(crate) backoff_max: i64,
    pub(crate) unknown_burst: i64,
    pub(crate) unknown_interval: i64,
    pub(crate) unknown_gap: i64,
    pub(crate) unknown_wait_max: i64,
    pub(crate) timeout: i64,
}

impl RefreshSettings {
    fn new(refresh: &KeyRefresh) -> Self {
        let milliseconds = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        Self {
            ttl: milliseconds(refresh.ttl),
            // Both are at most the TTL. A longer `ttl_min` would extend the TTL; a longer `backoff_max` would
            // delay the second attempt until the set is stale.
            ttl_min: milliseconds(REFRESH_TTL_MIN.min(refresh.ttl)),
            backoff_max: milliseconds(REFRESH_BACKOFF_MAX.min(refresh.ttl)),
            ttl_max: milliseconds(refresh.ttl_max),
            ahead_percent: REFRESH_AHEAD_PERCENT,
            stale: milliseconds(refresh.stale),
            backoff_min: milliseconds(REFRESH_BACKOFF_MIN),
            unknown_burst: UNKNOWN_KEY_BURST,
            unknown_interval: milliseconds(UNKNOWN_KEY_INTERVAL),
            unknown_gap: milliseconds(UNKNOWN_KEY_GAP),
            unknown_wait_max: milliseconds(UNKNOWN_KEY_WAIT_MAX),
            timeout: milliseconds(refresh.timeout),
        }
    }

    pub(super) const fn unknown_credit_max(&self) -> i64 {
        self.unknown_burst.saturating_mul(self.unknown_interval)
    }

    /// How long one fetch keeps others away. Longer than it may take, so that it ends by itself; not
    /// for ever, because its host may be gone (a Worker whose request was cancelled).
    pub(super) const fn lease(&self) -> i64 {
        self.timeout.saturating_add(1_000)
    }
}
