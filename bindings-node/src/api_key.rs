//! Making API keys, and reading their records.

use doorward::{ApiKey, ApiKeyRecord, ApiKeys, Secret};
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

use crate::engine::{misconfigured, time};

/// Bytes of entropy [`create_api_key`] takes.
#[napi]
pub fn api_key_entropy_bytes() -> u32 {
    u32::try_from(ApiKey::ENTROPY_BYTES).unwrap_or(u32::MAX)
}

/// Records an in-memory store holds at most.
#[napi]
pub fn api_key_records_max() -> u32 {
    u32::try_from(doorward::limits::API_KEY_RECORDS_MAX).unwrap_or(u32::MAX)
}

/// A new key and its record, on two lines. Throws `{"code","path","message"}` as text.
#[napi]
pub fn create_api_key(
    prefix: Option<String>,
    agent_id: String,
    scopes: Vec<String>,
    entropy: Uint8Array,
    pepper_id: Option<String>,
    pepper: Option<Uint8Array>,
    now: f64,
) -> napi::Result<String> {
    let entropy = <&[u8; ApiKey::ENTROPY_BYTES]>::try_from(&entropy[..])
        .map_err(|_| napi::Error::from_reason("wrong number of entropy bytes"))?;
    let usual = ApiKeys::default();
    let prefix = prefix.as_deref().unwrap_or(usual.prefix());
    let pepper = pepper.map(|bytes| Secret::new(bytes.to_vec()));
    let pepper = pepper_id.as_deref().zip(pepper.as_ref());
    let (key, record) = ApiKey::create(prefix, agent_id, scopes, entropy, pepper, time(now)?)
        .map_err(|error| misconfigured(&error))?;
    Ok(format!("{}\n{}", key.expose(), record.to_json()))
}

/// Reads a record strictly and writes it with every member. Throws `{"code","path","message"}`.
#[napi]
pub fn api_key_record(json: String) -> napi::Result<String> {
    Ok(ApiKeyRecord::from_json(&json).map_err(|error| misconfigured(&error))?.to_json())
}
