//! Converts results that are not read on each request into JavaScript objects.

use doorward::wire::ConfigErrorJson;
use doorward_bridge::api_key::CreateApiKeyError;
use napi::bindgen_prelude::Unknown;
use napi::{Env, Status};
use serde::Serialize;

/// A value as a JavaScript object.
pub(crate) fn object<'env>(env: &'env Env, value: &impl Serialize) -> napi::Result<Unknown<'env>> {
    env.to_js_value(value)
}

/// Throws `{code, path, message}` at once, because napi would wrap a returned one in an `Error`.
pub(crate) fn config_error(env: &Env, error: &doorward::ConfigError) -> napi::Error {
    let thrown = object(env, &ConfigErrorJson::from(error)).and_then(|value| env.throw(value));
    thrown.map_or_else(|error| error, |()| napi::Error::from_status(Status::PendingException))
}

pub(crate) fn create_api_key_error(env: &Env, error: &CreateApiKeyError) -> napi::Error {
    match error {
        CreateApiKeyError::Config(error) => config_error(env, error),
        CreateApiKeyError::EntropyLength => napi::Error::from_reason(error.to_string()),
    }
}
