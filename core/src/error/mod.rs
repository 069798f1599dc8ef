//! The error codes of requests, and the errors of configuration.

mod code;
mod config_error;
mod rejection;

pub use code::{Category, Challenge, Code, Kind};
pub use config_error::{ConfigError, ConfigErrorCode};
pub(crate) use config_error::{invalid_key, invalid_policy, printable, quoted, weak_key};
pub use rejection::Rejection;
