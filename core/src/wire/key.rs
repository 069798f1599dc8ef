//! Keys as JSON: a JWK Set, a JWK, a PEM or a secret.

use super::reader::{Members, expected, one_of, string};
use crate::crypto::Algorithm;
use crate::encoding::base64url;
use crate::encoding::json::Value;
use crate::error::{ConfigError, invalid_key};
use crate::keys::{Key, Unusable, from_jwk_members};
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
        from_jwk_members(object, issuer.key_use())
            .and_then(|key| key.map_err(|Unusable(why)| invalid_key(why)))
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

fn pem(value: &Value<'_>) -> Result<Key, ConfigError> {
    let members = Members::new(value, members::KEY_PEM)?;
    let mut key = Key::pem(&members.read_required("pem", string)?)?;
    if let Some(key_id) = members.read("kid", string)? {
        key = key.with_key_id(key_id)?;
    }
    if let Some(algorithm) = members.read("alg", algorithm)? {
        key = key.with_algorithm(algorithm)?;
    }
    Ok(key)
}

fn secret(value: &Value<'_>) -> Result<Key, ConfigError> {
    let members = Members::new(value, members::KEY_SECRET)?;
    let key = Key::secret(
        members.read_required("secret", bytes)?,
        members.read_required("alg", algorithm)?,
    )?;
    match members.read("kid", string)? {
        Some(key_id) => key.with_key_id(key_id),
        None => Ok(key),
    }
}

pub(super) fn bytes(value: &Value<'_>) -> Result<Vec<u8>, ConfigError> {
    let text = value.as_str().ok_or_else(|| expected("a string", value))?;
    base64url::decode(text).ok_or_else(|| invalid_key("canonical base64url expected"))
}
