//! Making API keys, and reading their records.

use doorward::api_key::ApiKeyRecord;
use doorward_bridge::api_key::NewApiKey;
use napi::Env;
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

use crate::clock::time;
use crate::object::{config_error, create_api_key_error};

/// A new key and its record, on two lines. Throws `{code, path, message}`.
#[napi]
#[allow(clippy::too_many_arguments, reason = "an object would cost a crossing for each member")]
pub fn create_api_key(
    env: Env,
    prefix: Option<String>,
    agent_id: String,
    scopes: Vec<String>,
    entropy: Uint8Array,
    pepper_id: Option<String>,
    pepper: Option<Uint8Array>,
    now: f64,
) -> napi::Result<String> {
    let pepper = pepper_id.zip(pepper.map(|bytes| bytes.to_vec()));
    let (prefix, now) = (prefix.as_deref(), time(now)?);
    let new = NewApiKey { prefix, agent_id: &agent_id, scopes, pepper, now };
    let (key, record) = new.create(&entropy).map_err(|error| create_api_key_error(&env, &error))?;
    Ok(format!("{}\n{}", key.expose(), record.to_json()))
}

/// Reads a record strictly and writes it with every member. Throws `{code, path, message}`.
#[napi]
pub fn api_key_record(env: Env, json: String) -> napi::Result<String> {
    let record = ApiKeyRecord::from_json(&json).map_err(|error| config_error(&env, &error))?;
    Ok(record.to_json())
}
