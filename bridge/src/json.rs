//! What goes out as an object: each form is written once, for every language.

use doorward::api_key::ApiKeyLookup;
use doorward::policy::ResourceMetadata;
use doorward::{Needs, keys, limits};
use serde::{Serialize, Serializer};

/// The needs of a decision, by name: `{"keys": {"issuer"}, "signatures": {"key", "others", "algorithm"}, "api_key":
/// {"id"} or {"digest"}}`. Only those that are there.
#[derive(Serialize)]
pub struct NeedsJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    keys: Option<KeysJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signatures: Option<SignatureJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_key: Option<LookupJson<'a>>,
}

#[derive(Serialize)]
struct KeysJson<'a> {
    issuer: &'a str,
}

#[derive(Serialize)]
struct SignatureJson<'a> {
    key: u64,
    others: &'a [u64],
    algorithm: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum LookupJson<'a> {
    Id(&'a str),
    Digest(&'a str),
}

impl<'a> From<&'a Needs> for NeedsJson<'a> {
    fn from(needs: &'a Needs) -> Self {
        Self {
            keys: needs.keys.as_ref().map(|keys| KeysJson { issuer: &keys.issuer }),
            signatures: needs.signatures.as_ref().map(|request| SignatureJson {
                key: request.key,
                others: &request.others,
                algorithm: request.algorithm.name(),
            }),
            api_key: needs.api_key.as_ref().and_then(|lookup| match lookup {
                ApiKeyLookup::Id(id) => Some(LookupJson::Id(id)),
                ApiKeyLookup::Digest(digest) => Some(LookupJson::Digest(digest)),
                _ => None,
            }),
        }
    }
}

/// A request that a host sends, and the bounds it keeps.
#[derive(Serialize)]
pub struct FetchRequestJson<'a> {
    method: &'static str,
    url: &'a str,
    #[serde(serialize_with = "as_object")]
    headers: &'a [(&'static str, &'static str)],
    body: Option<&'a [u8]>,
    timeout_ms: u64,
    bytes_max: usize,
    /// The headers that the core reads of the response.
    response_headers: &'static [&'static str],
    /// Whether a cache that is shared with other processes may answer.
    cacheable: bool,
}

impl<'a> From<&'a keys::KeyFetch> for FetchRequestJson<'a> {
    fn from(fetch: &'a keys::KeyFetch) -> Self {
        let request = fetch.request();
        Self {
            method: request.method(),
            url: request.url(),
            headers: request.headers(),
            body: request.body(),
            timeout_ms: u64::try_from(request.timeout().as_millis()).unwrap_or(u64::MAX),
            bytes_max: request.bytes_max(),
            response_headers: request.response_headers(),
            cacheable: fetch.is_cacheable(),
        }
    }
}

/// Pairs as an object, and no map for it: maps and their sorting take kilobytes of a wasm module.
fn as_object<S: Serializer>(pairs: &[(&str, &str)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(pairs.iter().copied())
}

/// The metadata of this server as a protected resource (RFC 9728), and where it is served.
#[derive(Serialize)]
pub struct ResourceJson<'a> {
    paths: &'a [String],
    #[serde(serialize_with = "as_object")]
    headers: [(&'static str, &'static str); 4],
    body: &'a str,
}

impl<'a> From<&'a ResourceMetadata> for ResourceJson<'a> {
    fn from(metadata: &'a ResourceMetadata) -> Self {
        Self { paths: metadata.paths(), headers: metadata.headers(), body: metadata.body() }
    }
}

/// The limits that hosts keep.
#[derive(Serialize)]
pub struct LimitsJson {
    api_key_entropy_bytes: usize,
    api_key_records_max: usize,
    cached_principals: usize,
    cached_principal_characters_max: usize,
    cached_requirements: usize,
    credential_field_bytes_max: usize,
    imported_keys: usize,
    shared_cache_seconds_max: u64,
    shared_cache_timeout_ms: u64,
    fetch_timeout_ms: u64,
    fetch_grace_ms: u64,
    fetch_poll_ms_min: u64,
    fetch_poll_ms_max: u64,
    fetch_threads_max: usize,
    warm_fetches_max: usize,
}

impl Default for LimitsJson {
    fn default() -> Self {
        Self {
            api_key_entropy_bytes: doorward::api_key::ApiKey::ENTROPY_BYTES,
            api_key_records_max: limits::API_KEY_RECORDS_MAX,
            cached_principals: limits::CACHED_PRINCIPALS,
            cached_principal_characters_max: limits::CACHED_PRINCIPAL_CHARACTERS_MAX,
            cached_requirements: limits::CACHED_REQUIREMENTS,
            credential_field_bytes_max: limits::CREDENTIAL_FIELD_BYTES_MAX,
            imported_keys: limits::IMPORTED_KEYS,
            shared_cache_seconds_max: limits::SHARED_CACHE_MAX.as_secs(),
            shared_cache_timeout_ms: milliseconds(limits::SHARED_CACHE_TIMEOUT),
            fetch_timeout_ms: milliseconds(limits::FETCH_TIMEOUT),
            fetch_grace_ms: milliseconds(limits::FETCH_GRACE),
            fetch_poll_ms_min: milliseconds(limits::FETCH_POLL_MIN),
            fetch_poll_ms_max: milliseconds(limits::FETCH_POLL_MAX),
            fetch_threads_max: limits::FETCH_THREADS_MAX,
            warm_fetches_max: limits::WARM_FETCHES_MAX,
        }
    }
}

fn milliseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
