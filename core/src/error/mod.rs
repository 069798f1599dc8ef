//! The error codes of requests, and the errors of configuration.

mod code;
mod config_error;
mod fault;
mod rejection;

pub use code::{Category, Challenge, Code, Kind};
pub use config_error::{ConfigError, ConfigErrorCode};
pub(crate) use config_error::{invalid_key, invalid_policy, printable, quoted, visible, weak_key};
pub use fault::Fault;
pub use rejection::Rejection;
