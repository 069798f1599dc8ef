//! Making API keys, and reading their records.

use doorward::api_key::ApiKeyRecord;
use doorward_bridge::api_key::NewApiKey;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::clock::time;
use crate::object::{config_error, create_api_key_error};

/// A new key and its record, on two lines. Throws `{code, path, message}`.
#[wasm_bindgen(js_name = createApiKey)]
pub fn create_api_key(
    prefix: Option<String>,
    agent_id: &str,
    scopes: Vec<String>,
    entropy: &[u8],
    pepper_id: Option<String>,
    pepper: Option<Vec<u8>>,
    now: f64,
) -> Result<String, JsValue> {
    let (prefix, now) = (prefix.as_deref(), time(now)?);
    let new = NewApiKey { prefix, agent_id, scopes, pepper: pepper_id.zip(pepper), now };
    let (key, record) = new.create(entropy).map_err(|error| create_api_key_error(&error))?;
    Ok(format!("{}\n{}", key.expose(), record.to_json()))
}

/// Reads a record strictly and writes it with every member. Throws `{code, path, message}`.
#[wasm_bindgen(js_name = apiKeyRecord)]
pub fn api_key_record(json: &str) -> Result<String, JsValue> {
    let record = ApiKeyRecord::from_json(json).map_err(|error| config_error(&error))?;
    Ok(record.to_json())
}
