//! What is wrong with a policy, requirement, key or record.

use serde::Serialize;

use crate::error::ConfigError;

/// `{"code", "path", "message"}`; the message begins with the path.
#[derive(Serialize)]
pub struct ConfigErrorJson<'a> {
    code: &'static str,
    path: &'a str,
    message: String,
}

impl<'a> From<&'a ConfigError> for ConfigErrorJson<'a> {
    fn from(error: &'a ConfigError) -> Self {
        Self { code: error.code().name(), path: error.path(), message: error.to_string() }
    }
}
