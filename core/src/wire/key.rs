//! Keys as JSON: a JWK Set, a JWK, a PEM or a secret.

use super::reader::{Members, expected, one_of, string, time};
use crate::crypto::Algorithm;
use crate::encoding::base64url;
use crate::encoding::json::{Object, Value};
use crate::error::{ConfigError, invalid_key};
use crate::keys::{Key, KeyUse, Unusable, from_jwk_members};
use crate::policy::{Issuer, members};

pub(super) fn algorithm(value: &Value<'_>) -> Result<Algorithm, ConfigError> {
    let choices: Vec<_> = Algorithm::ALL.iter().map(|one| (one.name(), *one)).collect();
    one_of(value, "a supported algorithm", &choices)
}

/// One source of keys, or an array of them.
pub(super) fn keys(issuer: &mut Issuer, value: &Value<'_>) -> Result<(), ConfigError> {
    let Value::Array(sources) = value else { return key_source(issuer, "keys", value) };
    issuer.with_keys();
    for (index, source) in sources.iter().enumerate() {
        key_source(issuer, &format!("keys[{index}]"), source)?;
    }
    Ok(())
}

/// A JWK Set, a JWK, a PEM or a secret, told apart by their members, never by their content.
fn key_source(issuer: &mut Issuer, path: &str, value: &Value<'_>) -> Result<(), ConfigError> {
    let at = |error: ConfigError| error.at(path);
    let object = value.as_object().ok_or_else(|| at(expected("a key or key set", value)))?;
    let has = |name| object.member(name).is_some_and(|value| *value != Value::Null);
    if has("keys") {
        return issuer.jwks_at(path, object);
    }
    let key = if has("kty") {
        jwk(object, issuer.key_use())
    } else if has("pem") {
        pem(value)
    } else if has("secret") {
        secret(value)
    } else {
        Err(invalid_key("a key has one of the members keys, kty, pem, secret"))
    };
    issuer.key_at(path.to_owned(), key.map_err(at)?);
    Ok(())
}

/// A JWK that is no part of a set may have `not_after` beside its own members.
fn jwk(object: &Object<'_>, key_use: KeyUse) -> Result<Key, ConfigError> {
    let key = from_jwk_members(object, key_use)?.map_err(|Unusable(why)| invalid_key(why))?;
    match object.member_not_null("not_after") {
        None => Ok(key),
        Some(value) => Ok(key.with_not_after(time(value).map_err(|error| error.at("not_after"))?)),
    }
}

fn ending(key: Key, members: &Members<'_, '_>) -> Result<Key, ConfigError> {
    Ok(match members.read("not_after", time)? {
        Some(time) => key.with_not_after(time),
        None => key,
    })
}

fn pem(value: &Value<'_>) -> Result<Key, ConfigError> {
    let members = Members::new(value, members::KEY_PEM)?;
    let mut key = Key::pem(&members.read_required("pem", string)?)?;
    if let Some(key_id) = members.read("kid", string)? {
        key = key.with_key_id(key_id)?;
    }
    if let Some(algorithm) = members.read("alg", algorithm)? {
        key = key.with_algorithm(algorithm)?;
    }
    ending(key, &members)
}

fn secret(value: &Value<'_>) -> Result<Key, ConfigError> {
    let members = Members::new(value, members::KEY_SECRET)?;
    let key = Key::secret(
        members.read_required("secret", bytes)?,
        members.read_required("alg", algorithm)?,
    )?;
    let key = match members.read("kid", string)? {
        Some(key_id) => key.with_key_id(key_id)?,
        None => key,
    };
    ending(key, &members)
}

pub(super) fn bytes(value: &Value<'_>) -> Result<Vec<u8>, ConfigError> {
    let text = value.as_str().ok_or_else(|| expected("a string", value))?;
    base64url::decode(text).ok_or_else(|| invalid_key("canonical base64url expected"))
}
