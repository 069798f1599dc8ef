//! Judges what a fetch brought: a redirect to follow, metadata that names the key set, the set itself.

use super::fetch::{Fault, Fetch, FetchResponse, Stage};
use super::set::{KeyIds, KeySet};
use super::url::KeyUrl;
use super::{BoundKey, Key, from_jwk_members, set_members};
use crate::crypto::{Algorithm, CryptoProvider};
use crate::encoding::json::{self, Object, Value};
use crate::limits::{KEY_SET_BYTES_MAX, KEYS_MAX, REDIRECTS_MAX};

/// What a set is read by.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) algorithms: Vec<Algorithm>,
    /// The `use` that a key must state; plain sets may leave `sig` out (RFC 7517 §4.2).
    pub(crate) key_use: KeyUse,
    pub(crate) http_anywhere: bool,
    /// Microsoft Entra: a key that names its tenant counts for that one alone.
    pub(crate) tenant: Option<String>,
    pub(crate) provider: CryptoProvider,
}

/// What the keys of an issuer are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum KeyUse {
    /// `sig`, or not stated.
    #[default]
    Signature,
    /// `jwt-svid`, always stated: a SPIFFE bundle holds keys of other uses beside (JWT-SVID §4).
    JwtSvid,
}

impl Reading {
    /// A key's `issuer` may be a template, `https://login.microsoftonline.com/{tenantid}/v2.0`, or name
    /// the one tenant the key is for.
    fn is_of_tenant(&self, jwk: &Object<'_>) -> bool {
        let (Some(tenant), Some(issuer)) = (&self.tenant, jwk.member("issuer")) else {
            return true;
        };
        let issuer = issuer.as_str().unwrap_or_default().to_ascii_lowercase();
        let holds = |part: &str| {
            issuer.as_bytes().windows(part.len()).any(|window| window == part.as_bytes())
        };
        holds("{tenantid}") || holds(tenant)
    }
}

/// What an answer comes to.
#[derive(Debug)]
pub(super) enum Judged {
    /// The same thing is elsewhere within the origin.
    Moved(KeyUrl),
    /// Metadata: the set is there.
    Discovered(KeyUrl),
    Set(Published),
    Nothing(Fault),
}

/// A set and how long its server says it is good.
#[derive(Debug)]
pub(super) struct Published {
    pub(super) keys: KeySet,
    pub(super) unusable: usize,
    pub(super) max_age: Option<i64>,
    pub(super) age: i64,
}

pub(super) fn judged(
    fetch: &Fetch,
    response: &FetchResponse,
    reading: &Reading,
    old: Option<&KeySet>,
    ids: &KeyIds,
) -> Judged {
    let judged = match response.status {
        200 => read(fetch, response, reading, old, ids),
        301 | 302 | 303 | 307 | 308 => moved(fetch, response, reading).map(Judged::Moved),
        status => Err(Fault::Status(status)),
    };
    judged.unwrap_or_else(Judged::Nothing)
}

/// Only within the origin: elsewhere the keys would be somebody else's.
fn moved(fetch: &Fetch, response: &FetchResponse, reading: &Reading) -> Result<KeyUrl, Fault> {
    let target = response.location.as_deref();
    let target = target.and_then(|to| fetch.url.resolve(to, reading.http_anywhere));
    target
        .filter(|target| fetch.redirects < REDIRECTS_MAX && target.same_origin(&fetch.url))
        .ok_or(Fault::Redirect)
}

fn read(
    fetch: &Fetch,
    response: &FetchResponse,
    reading: &Reading,
    old: Option<&KeySet>,
    ids: &KeyIds,
) -> Result<Judged, Fault> {
    if !response.content_type.as_deref().is_some_and(is_json) {
        return Err(Fault::ContentType);
    }
    if response.body.len() > KEY_SET_BYTES_MAX {
        return Err(Fault::Failed(super::FetchFailure::TooLarge));
    }
    let document = json::parse_object_bytes(&response.body).map_err(|_| Fault::Malformed)?;
    match fetch.stage {
        Stage::Metadata | Stage::MetadataElsewhere => {
            key_set_url(fetch, &document, reading).map(Judged::Discovered)
        }
        Stage::KeySet => {
            let (keys, unusable) = published(&document, reading, old, ids)?;
            let max_age = response.cache_control.as_deref().and_then(max_age);
            let age = response.age.as_deref().and_then(seconds).unwrap_or(0);
            Ok(Judged::Set(Published { keys, unusable, max_age, age }))
        }
    }
}

/// `application/json`, `application/jwk-set+json` (RFC 7517 §8.5) and their like.
fn is_json(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let subtype = media_type.to_ascii_lowercase();
    subtype
        .strip_prefix("application/")
        .is_some_and(|name| name == "json" || name.ends_with("+json"))
}

/// The `jwks_uri` of metadata that is this issuer's own (RFC 8414 §3.3, OpenID Connect Discovery §4.3).
fn key_set_url(fetch: &Fetch, document: &Object<'_>, reading: &Reading) -> Result<KeyUrl, Fault> {
    let text = |name| document.member(name).and_then(Value::as_str).ok_or(Fault::Malformed);
    if text("issuer")? != fetch.issuer.as_ref() {
        return Err(Fault::IssuerMismatch);
    }
    let url = KeyUrl::parse(text("jwks_uri")?, reading.http_anywhere);
    // A server elsewhere must not point at one on this machine.
    url.ok().filter(|url| !url.is_local() || fetch.url.is_local()).ok_or(Fault::InsecureUrl)
}

/// The keys of a set that can serve, and how many cannot. One bad key never drops the others.
fn published(
    document: &Object<'_>,
    reading: &Reading,
    old: Option<&KeySet>,
    ids: &KeyIds,
) -> Result<(KeySet, usize), Fault> {
    let members = set_members(document).map_err(|_| Fault::Malformed)?;
    if members.len() > KEYS_MAX {
        return Err(Fault::TooManyKeys);
    }
    let (mut keys, mut unusable) = (KeySet::default(), 0);
    for member in members {
        let jwk = member.as_object().filter(|jwk| reading.is_of_tenant(jwk));
        let key = jwk.and_then(|jwk| from_jwk_members(jwk, reading.key_use).ok());
        // A secret that anybody may fetch is none.
        let key = key.and_then(Result::ok).filter(|key| !key.is_secret());
        let bound = key.and_then(|key| bound(key, reading, old, ids));
        match bound.map(|key| keys.add(key)) {
            Some(Ok(true)) => {}
            _ => unusable += 1,
        }
    }
    if keys.len() == 0 { Err(Fault::NoUsableKey) } else { Ok((keys, unusable)) }
}

/// A key that was there before keeps its verifiers and its number.
fn bound(
    key: Key,
    reading: &Reading,
    old: Option<&KeySet>,
    ids: &KeyIds,
) -> Option<std::sync::Arc<BoundKey>> {
    let kept = old.and_then(|old| old.iter().find(|bound| bound.key.is_same(&key)));
    if let Some(kept) = kept {
        return Some(std::sync::Arc::clone(kept));
    }
    let bound = BoundKey::new(key, &reading.algorithms, reading.provider).ok()?;
    if bound.serves_none() {
        return None;
    }
    Some(std::sync::Arc::new(bound.numbered(ids.next())))
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
