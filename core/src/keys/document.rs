//! Reads what a fetch brought: a redirect to follow, metadata that names the key set, the set itself.

use std::borrow::Cow;
use std::sync::Arc;

use super::jwk::{from_jwk_members, set_members};
use super::key::{Key, KeyUse, Unusable};
use super::key_fetch::{FetchFault, KeyFetch, Stage};
use super::key_issuers::KeyIssuers;
use super::set::{BoundKey, KeySet};
use super::status::UnusableKey;
use crate::crypto::{Algorithm, CryptoProvider};
use crate::encoding::json::{self, Object, Value};
use crate::fetch::{FetchFailure, FetchResponse, FetchUrl};
use crate::limits::{
    ED25519_KEYS_OF_SET_MAX, KEY_SET_BYTES_MAX, KEYS_MAX, REDIRECTS_MAX, RSA_BITS_OF_SET_MAX,
};

/// How a key set is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeySetRules {
    pub(crate) algorithms: Vec<Algorithm>,
    /// The `use` that a key must state; plain sets may leave `sig` out (RFC 7517 §4.2).
    pub(crate) key_use: KeyUse,
    pub(crate) http_anywhere: bool,
    /// Whose keys count, where keys say so.
    pub(crate) key_issuers: Option<KeyIssuers>,
    pub(crate) provider: CryptoProvider,
}

/// The result of reading a response.
#[derive(Debug)]
pub(super) enum FetchOutcome {
    /// The same thing is elsewhere within the origin.
    Moved(FetchUrl),
    /// Metadata: the set is there.
    Discovered(FetchUrl),
    Set(FetchedKeySet),
    Nothing(FetchFault),
}

/// A key set, and how long its server says that it is fresh.
#[derive(Debug)]
pub(super) struct FetchedKeySet {
    pub(super) keys: KeySet,
    pub(super) unusable: Vec<UnusableKey>,
    pub(super) max_age: Option<i64>,
    pub(super) age: i64,
}

pub(super) fn judge(
    fetch: &KeyFetch,
    response: &FetchResponse,
    rules: &KeySetRules,
    old: Option<&KeySet>,
) -> FetchOutcome {
    let found = match response.status {
        200 => read(fetch, response, rules, old),
        301 | 302 | 303 | 307 | 308 => moved(fetch, response, rules).map(FetchOutcome::Moved),
        status => Err(FetchFault::Status(status)),
    };
    found.unwrap_or_else(FetchOutcome::Nothing)
}

/// A redirect is followed only within the origin: elsewhere the keys would be somebody else's.
fn moved(
    fetch: &KeyFetch,
    response: &FetchResponse,
    rules: &KeySetRules,
) -> Result<FetchUrl, FetchFault> {
    // White space around a field's value is none of it (RFC 9110 §5.5); some hosts hand it over.
    let target = response.field("location").map(|to| to.trim_matches([' ', '\t']));
    let target = target.and_then(|to| fetch.request.url.resolve(to, rules.http_anywhere));
    target
        .filter(|target| fetch.redirects < REDIRECTS_MAX && target.same_origin(&fetch.request.url))
        .ok_or(FetchFault::Redirect)
}

fn read(
    fetch: &KeyFetch,
    response: &FetchResponse,
    rules: &KeySetRules,
    old: Option<&KeySet>,
) -> Result<FetchOutcome, FetchFault> {
    if !is_read_coding(response.field("content-encoding").unwrap_or_default()) {
        return Err(FetchFault::ContentEncoding);
    }
    let content_type = response.field("content-type").unwrap_or_default();
    let may_be_set = fetch.stage == Stage::KeySet && may_be_set(fetch, content_type);
    if !is_json(content_type) && !may_be_set {
        return Err(FetchFault::ContentType);
    }
    if response.body.len() > KEY_SET_BYTES_MAX {
        return Err(FetchFault::Failed(FetchFailure::TooLarge));
    }
    match fetch.stage {
        Stage::Metadata | Stage::MetadataSecond => {
            let document = json::parse_object_bytes(&response.body);
            let document = document.map_err(|_| FetchFault::Malformed)?;
            key_set_url(fetch, &document, rules).map(FetchOutcome::Discovered)
        }
        Stage::KeySet => {
            let document = json::parse_set_bytes(&response.body);
            let document = document.map_err(|_| FetchFault::Malformed)?;
            let (keys, unusable) = published(&document, rules, old)?;
            let max_age = response.field("cache-control").and_then(max_age);
            let age = response.field("age").and_then(seconds).unwrap_or(0);
            Ok(FetchOutcome::Set(FetchedKeySet { keys, unusable, max_age, age }))
        }
    }
}

/// What every host unpacks (RFC 9110 §8.4.1), and one coding alone. Python has no `br`, and a coding that is read in one
/// runtime only would be a difference in decision.
fn is_read_coding(content_encoding: &str) -> bool {
    let coding = content_encoding.trim();
    ["", "identity", "gzip", "x-gzip", "deflate"].iter().any(|one| coding.eq_ignore_ascii_case(one))
}

/// `application/json`, `application/jwk-set+json` (RFC 7517 §8.5) and their like.
fn is_json(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let subtype = media_type.to_ascii_lowercase();
    subtype
        .strip_prefix("application/")
        .is_some_and(|name| name == "json" || name.ends_with("+json"))
}

/// A set may come as `text/plain`, or without a type: static hosts know no better, and the parser finds out. After a
/// redirect it may not, because an upload on the same origin would do; nor where the type names another format.
fn may_be_set(fetch: &KeyFetch, content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let another = media_type == "application/jwt" || media_type.starts_with("multipart/");
    fetch.redirects == 0 && !another
}

/// The `jwks_uri` of metadata that is this issuer's own (RFC 8414 §3.3, OpenID Connect Discovery §4.3).
fn key_set_url(
    fetch: &KeyFetch,
    document: &Object<'_>,
    rules: &KeySetRules,
) -> Result<FetchUrl, FetchFault> {
    let text = |name| document.member(name).and_then(Value::as_str).ok_or(FetchFault::Malformed);
    if text("issuer")? != fetch.issuer.as_ref() {
        return Err(FetchFault::IssuerMismatch);
    }
    let url = FetchUrl::parse(text("jwks_uri")?, rules.http_anywhere);
    // A server elsewhere must not point at one on this machine.
    url.ok()
        .filter(|url| !url.is_local() || fetch.request.url.is_local())
        .ok_or(FetchFault::InsecureUrl)
}

/// The keys of a set that can be used, and those that cannot. One bad key never drops the others.
fn published(
    document: &Object<'_>,
    rules: &KeySetRules,
    old: Option<&KeySet>,
) -> Result<(KeySet, Vec<UnusableKey>), FetchFault> {
    let members = set_members(document).map_err(|_| FetchFault::Malformed)?;
    if members.len() > KEYS_MAX {
        return Err(FetchFault::TooManyKeys);
    }
    let (mut keys, mut unusable) = (KeySet::default(), Vec::new());
    let mut work = SetWork::default();
    for member in members {
        let key = work.add(member).map_err(Cow::Borrowed).and_then(|()| usable(member, rules));
        match key.and_then(|key| bound(key, rules, old)) {
            Ok(key) => {
                keys.add(key);
            }
            Err(reason) => unusable.push(UnusableKey::new(member, reason)),
        }
    }
    if keys.len() == 0 { Err(FetchFault::NoUsableKey) } else { Ok((keys, unusable)) }
}

/// What reading a set costs so far.
#[derive(Default)]
struct SetWork {
    rsa_bits: usize,
    ed25519_keys: usize,
}

impl SetWork {
    /// Counts a key by its text, before the work is done.
    fn add(&mut self, member: &Value<'_>) -> Result<(), &'static str> {
        let Some(jwk) = member.as_object() else { return Ok(()) };
        let text = |name| jwk.member(name).and_then(Value::as_str).unwrap_or_default();
        let reason = match (text("kty"), text("crv")) {
            ("RSA", _) => {
                self.rsa_bits += text("n").len() * 6;
                (self.rsa_bits > RSA_BITS_OF_SET_MAX)
                    .then_some("the RSA keys of the set have more than 2 Mbit together")
            }
            ("OKP", "Ed25519") => {
                self.ed25519_keys += 1;
                (self.ed25519_keys > ED25519_KEYS_OF_SET_MAX)
                    .then_some("the set has more than 32 Ed25519 keys")
            }
            _ => None,
        };
        reason.map_or(Ok(()), Err)
    }
}

/// A key of a set, or why it is ignored.
fn usable(member: &Value<'_>, rules: &KeySetRules) -> Result<Key, Cow<'static, str>> {
    let jwk = member.as_object().ok_or("it is no JSON object, or has a member twice")?;
    let tenant = rules.key_issuers.as_ref().map(|issuers| issuers.tenant_of(jwk));
    let tenant = tenant.transpose()?.flatten();
    let key = from_jwk_members(jwk, rules.key_use).map_err(|error| error.message().to_owned())?;
    let key = key.map_err(|Unusable(reason)| reason)?;
    if key.is_secret() {
        return Err("`oct` keys must stay secret".into());
    }
    Ok(key.of_tenant(tenant))
}

/// A key of the old set keeps its verifiers and its number.
fn bound(
    key: Key,
    rules: &KeySetRules,
    old: Option<&KeySet>,
) -> Result<Arc<BoundKey>, Cow<'static, str>> {
    let kept = old.and_then(|old| old.keys().iter().find(|bound| bound.key.is_same(&key)));
    if let Some(kept) = kept {
        return Ok(Arc::clone(kept));
    }
    let bound = BoundKey::new(key, &rules.algorithms, rules.provider);
    let bound = bound.map_err(|error| error.message().to_owned())?;
    if bound.serves_none() {
        return Err(bound.key.refusal(&rules.algorithms).message().to_owned().into());
    }
    Ok(Arc::new(bound))
}

/// `max-age` of `Cache-Control` (RFC 9111 §5.2.2.1); the first, when it is there twice.
fn max_age(cache_control: &str) -> Option<i64> {
    cache_control.split(',').find_map(|directive| {
        let (name, value) = directive.split_once('=')?;
        let value = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("max-age").then(|| seconds(value)).flatten()
    })
}

/// `delta-seconds` (RFC 9111 §1.2.2): digits alone; what overflows is as good as the greatest.
fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{is_json, max_age};

    #[test]
    fn reads_max_age_as_rfc_9111_writes_it() {
        for (text, expected) in [
            ("max-age=600", Some(600)),
            ("public, Max-Age=86400, must-revalidate", Some(86_400)),
            ("max-age=\"60\"", Some(60)),
            ("s-maxage=5", None),
            ("max-age", None),
            ("max-age=-1", None),
            ("max-age=1e3", None),
            ("no-cache", None),
            ("max-age=99999999999999999999", Some(i64::MAX)),
        ] {
            assert_eq!(max_age(text), expected, "{text}");
        }
    }

    #[test]
    fn tells_json_by_its_media_type() {
        for json in
            ["application/json", "Application/JSON; charset=utf-8", "application/jwk-set+json"]
        {
            assert!(is_json(json), "{json}");
        }
        for other in ["", "text/html", "text/json", "application/javascript", "application/jsonp"] {
            assert!(!is_json(other), "{other}");
        }
    }
}
