//! Needs and answers as JSON, for hosts without Rust types.

use serde::Serialize;

use crate::api_key::ApiKeyRecord;
use crate::encoding::{base64url, json};
use crate::limits::{API_KEY_RECORD_BYTES_MAX, JSON_DEPTH_MAX};
use crate::step::{Answer, Need};

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Twin<'a> {
    KeySet { issuer: &'a str, fetch: bool },
    Signature { key: u32, algorithm: &'a str, signing_input: &'a str, signature: String },
    ApiKey(Lookup<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Lookup<'a> {
    Id(&'a str),
    Digest(&'a str),
}

/// A need: `{"key_set":{"issuer":"…","fetch":true}}`, `{"api_key":{"id":"…"}}`, `{"api_key":{"digest":"…"}}`, or `{"signature":{"key":0,
/// "algorithm":"ES256","signing_input":"<header>.<payload>","signature":"<base64url>"}}`.
#[must_use]
pub fn need(need: &Need) -> String {
    let twin = match need {
        Need::Signature { key, algorithm, signing_input, signature } => Twin::Signature {
            key: *key,
            algorithm: algorithm.name(),
            signing_input,
            signature: base64url::encode(signature),
        },
        Need::KeySet { issuer, fetch } => Twin::KeySet { issuer, fetch: fetch.is_some() },
        Need::ApiKeyById(id) => Twin::ApiKey(Lookup::Id(id)),
        Need::ApiKeyByDigest(digest) => Twin::ApiKey(Lookup::Digest(digest)),
    };
    serde_json::to_string(&twin).unwrap_or_default()
}

/// An answer: `{"key_set":true}`, `{"signature":true}`, `{"api_key":<record or null>}`; anything else, and a record
/// that cannot be read, is [`Answer::Unavailable`].
#[must_use]
pub fn answer(text: &str) -> Answer {
    // One level for the answer around the record, and little text beside it.
    const DEPTH_MAX: usize = JSON_DEPTH_MAX + 1;
    const BYTES_MAX: usize = API_KEY_RECORD_BYTES_MAX + 64;
    let value = (text.len() <= BYTES_MAX).then(|| json::parse_deep(text, DEPTH_MAX));
    let Some(Ok(json::Value::Object(object))) = value else {
        return Answer::Unavailable;
    };
    if object.member("key_set") == Some(&json::Value::Bool(true)) {
        return Answer::KeySet;
    }
    match (object.member("signature"), object.member("api_key")) {
        (Some(json::Value::Bool(genuine)), None) => Answer::Signature { genuine: *genuine },
        (None, Some(json::Value::Null)) => Answer::ApiKey(None),
        (None, Some(record @ json::Value::Object(_))) => ApiKeyRecord::from_value(record)
            .map_or(Answer::Unavailable, |record| Answer::ApiKey(Some(Box::new(record)))),
        _ => Answer::Unavailable,
    }
}
