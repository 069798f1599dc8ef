//! Points in time. The core reads no clock: `now` is always an argument.

use std::time::{Duration, SystemTime};

/// Milliseconds since the Unix epoch, held so that no input can overflow it.
///
/// Tokens carry `NumericDate` (RFC 7519 §2): seconds, possibly with a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime {
    milliseconds: i64,
}

impl UnixTime {
    /// From whole seconds; saturates.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self { milliseconds: seconds.saturating_mul(1_000) }
    }

    pub(crate) const fn from_milliseconds(milliseconds: i64) -> Self {
        Self { milliseconds }
    }

    /// From seconds with a fraction, as hosts tell the time. `None` when not finite.
    #[must_use]
    pub fn from_seconds_f64(seconds: f64) -> Option<Self> {
        // A float to integer cast saturates, so 2^53 and beyond stay ordered.
        #[allow(clippy::cast_possible_truncation)]
        seconds.is_finite().then(|| Self { milliseconds: (seconds * 1_000.0).floor() as i64 })
    }

    /// Whole seconds, rounded down (also below zero).
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.milliseconds.div_euclid(1_000)
    }

    /// This time moved by milliseconds; saturates.
    #[must_use]
    pub const fn plus_milliseconds(self, milliseconds: i64) -> Self {
        Self { milliseconds: self.milliseconds.saturating_add(milliseconds) }
    }

    /// Milliseconds from `earlier` to this time, negative when it is later; saturates.
    #[must_use]
    pub const fn milliseconds_since(self, earlier: Self) -> i64 {
        self.milliseconds.saturating_sub(earlier.milliseconds)
    }

    /// This time moved by whole seconds; saturates.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self { milliseconds: self.milliseconds.saturating_add(seconds.saturating_mul(1_000)) }
    }
}

/// Rounds down to milliseconds. A time before 1970 is negative; a time beyond the range saturates.
impl From<SystemTime> for UnixTime {
    fn from(time: SystemTime) -> Self {
        let milliseconds = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => Self::from_milliseconds(milliseconds(since)),
            Err(before) => {
                let whole = milliseconds(before.duration());
                let rest = before.duration() > Duration::from_millis(whole.cast_unsigned());
                Self::from_milliseconds((-whole).saturating_sub(i64::from(rest)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, SystemTime, UnixTime};

    #[test]
    fn saturates_instead_of_overflowing() {
        let far = UnixTime::from_seconds(i64::MAX);
        assert_eq!(far.plus_seconds(i64::MAX), far);
        assert!(UnixTime::from_seconds_f64(1e300).is_some());
        assert!(UnixTime::from_seconds_f64(f64::NAN).is_none());
        assert!(UnixTime::from_seconds_f64(f64::INFINITY).is_none());
    }

    #[test]
    fn reads_the_systems_clock_on_both_sides_of_1970() {
        let after = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500);
        assert_eq!(UnixTime::from(after), UnixTime::from_seconds(1).plus_milliseconds(500));
        let before = SystemTime::UNIX_EPOCH - Duration::from_micros(1_500_500);
        assert_eq!(UnixTime::from(before), UnixTime::from_seconds(-1).plus_milliseconds(-501));
    }

    #[test]
    fn keeps_order_below_zero() {
        let before = UnixTime::from_seconds_f64(-1.5);
        assert_eq!(before.map(UnixTime::seconds), Some(-2));
    }
}
