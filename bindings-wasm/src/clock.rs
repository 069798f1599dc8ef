//! The time, told by the host.

use doorward::UnixTime;
use doorward_bridge::unix_time;

/// Unix seconds, possibly with a fraction.
pub(crate) fn time(now: f64) -> Result<UnixTime, String> {
    unix_time(now).map_err(|error| error.to_string())
}
