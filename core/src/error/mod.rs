//! The code table and the three kinds of refusal: rejected, unavailable, misconfigured.

mod code;
mod config_error;
mod rejection;

pub use code::{Category, Challenge, Code, Kind};
pub use config_error::{ConfigError, ConfigErrorCode};
pub(crate) use config_error::{invalid_key, invalid_policy, printable, quoted, weak_key};
pub use rejection::Rejection;
