//! Making API keys, and reading their records.

use doorward::{ApiKey, ApiKeyRecord, ApiKeys, Secret, wire};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::engine::time;

/// Bytes of entropy [`create_api_key`] takes.
#[wasm_bindgen(js_name = apiKeyEntropyBytes)]
pub fn api_key_entropy_bytes() -> usize {
    ApiKey::ENTROPY_BYTES
}

/// Records an in-memory store holds at most.
#[wasm_bindgen(js_name = apiKeyRecordsMax)]
pub fn api_key_records_max() -> usize {
    doorward::limits::API_KEY_RECORDS_MAX
}

/// A new key and its record, on two lines. Throws `{"code","path","message"}` as text.
#[wasm_bindgen(js_name = createApiKey)]
pub fn create_api_key(
    prefix: Option<String>,
    agent_id: &str,
    scopes: Vec<String>,
    entropy: &[u8],
    pepper_id: Option<String>,
    pepper: Option<Vec<u8>>,
    now: f64,
) -> Result<String, String> {
    let entropy = entropy.try_into().map_err(|_| "wrong number of entropy bytes".to_owned())?;
    let usual = ApiKeys::default();
    let prefix = prefix.as_deref().unwrap_or(usual.prefix());
    let pepper = pepper.map(Secret::new);
    let pepper = pepper_id.as_deref().zip(pepper.as_ref());
    let (key, record) = ApiKey::create(prefix, agent_id, scopes, entropy, pepper, time(now)?)
        .map_err(|error| wire::misconfigured(&error))?;
    Ok(format!("{}\n{}", key.expose(), record.to_json()))
}

/// Reads a record strictly and writes it with every member. Throws `{"code","path","message"}`.
#[wasm_bindgen(js_name = apiKeyRecord)]
pub fn api_key_record(json: &str) -> Result<String, String> {
    let record = ApiKeyRecord::from_json(json).map_err(|error| wire::misconfigured(&error))?;
    Ok(record.to_json())
}
