//! The time, told by the host: the core reads no clock.

use doorward::UnixTime;

/// `now` is no finite number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFinite;

impl std::fmt::Display for NotFinite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("now must be a finite number of Unix seconds")
    }
}

impl std::error::Error for NotFinite {}

/// `now` as hosts tell the time: Unix seconds, possibly with a fraction.
///
/// # Errors
/// [`NotFinite`].
pub fn unix_time(now: f64) -> Result<UnixTime, NotFinite> {
    UnixTime::from_seconds_f64(now).ok_or(NotFinite)
}
