//! The time, told by the host.

use doorward::UnixTime;
use doorward_bridge::unix_time;

/// Unix seconds, possibly with a fraction.
pub(crate) fn time(now: f64) -> napi::Result<UnixTime> {
    unix_time(now).map_err(|error| napi::Error::from_reason(error.to_string()))
}
