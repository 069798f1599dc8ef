//! JSON Web Keys and sets (RFC 7517, RFC 7518 §6, RFC 8037 §2). RSA and EC numbers may have padding, `+`, `/` or
//! leading zeros, because some issuers write them; they are normalized first. Octets (`x` of OKP, `k`) are read
//! strictly.

use std::sync::Arc;

use super::key::{Key, KeyUse, Unusable};
use crate::crypto::{Algorithm, Curve, Material};
use crate::encoding::base64url;
use crate::encoding::json::{self, Object, Value};
use crate::error::{ConfigError, invalid_key};

/// A key, or why it is ignored; the outer error is a key that must not be used.
pub(crate) type Imported = Result<Result<Key, Unusable>, ConfigError>;

impl Key {
    /// A JSON Web Key (RFC 7517 §4): a public key, or a secret of type `oct`. The policy checks whether an EC
    /// point lies on its curve when it is built.
    ///
    /// # Errors
    /// `invalid_key` when it cannot be read, is private, or is not meant for verifying;
    /// `weak_key` when it is too weak.
    pub fn jwk(json: &str) -> Result<Self, ConfigError> {
        let object = json::parse_object(json)
            .map_err(|at| invalid_key(format_args!("not strict JSON: byte {}", at.offset)))?;
        let key = from_jwk_members(&object, KeyUse::Signature)?;
        key.map_err(|Unusable(why)| invalid_key(why))
    }
}

/// Members of private and symmetric keys (RFC 7518 §6.2.2, §6.3.2, §6.4.1): whoever publishes one has published the key.
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The members of a JWK Set's `keys`.
pub(crate) fn set_members<'v, 'a>(set: &'v Object<'a>) -> Result<&'v [Value<'a>], ConfigError> {
    set.member("keys")
        .and_then(Value::as_array)
        .ok_or_else(|| invalid_key("a JWK Set has an array `keys`"))
}

pub(crate) fn from_jwk_members(jwk: &Object<'_>, key_use: KeyUse) -> Imported {
    let Some(key_type) = text(jwk, "kty")? else {
        return Err(invalid_key("a JWK has a `kty`"));
    };
    if let Err(unusable) = meant_for_verifying(jwk, key_use)? {
        return Ok(Err(unusable));
    }
    let algorithm = match text(jwk, "alg")? {
        None => None,
        Some(name) => match Algorithm::from_name(name) {
            None => {
                return Ok(Err(Unusable("the key's `alg` is not a supported signature algorithm")));
            }
            known => known,
        },
    };
    let material = match key_type {
        "RSA" => Material::rsa(number(jwk, "n")?, number(jwk, "e")?)?,
        "EC" => match text(jwk, "crv")?.and_then(Curve::from_name) {
            None => return Ok(Err(Unusable("the key's `crv` is not P-256, P-384 or P-521"))),
            Some(curve) => ec(jwk, curve)?,
        },
        "OKP" if text(jwk, "crv")? == Some("Ed25519") => Material::ed25519(&bytes(jwk, "x")?)?,
        "OKP" => return Ok(Err(Unusable("the key's `crv` is not Ed25519"))),
        "oct" => Material::secret(bytes(jwk, "k")?)?,
        _ => return Ok(Err(Unusable("the key's `kty` is not RSA, EC, OKP or oct"))),
    };
    let private = PRIVATE_MEMBERS.iter().find(|name| jwk.member_not_null(name).is_some());
    if key_type != "oct"
        && let Some(name) = private
    {
        return Err(invalid_key(format_args!(
            "this is a private key; give the public JWK, without `{name}`"
        )));
    }
    let mut key = Key::of(Arc::new(material));
    if let Some(key_id) = text(jwk, "kid")? {
        key = key.with_key_id(key_id)?;
    }
    if let Some(algorithm) = algorithm {
        key = key.with_algorithm(algorithm)?;
    }
    Ok(Ok(key))
}

/// `use` and `key_ops` (RFC 7517 §4.2, §4.3), where present, must allow verifying.
fn meant_for_verifying(
    jwk: &Object<'_>,
    key_use: KeyUse,
) -> Result<Result<(), Unusable>, ConfigError> {
    let unusable = match (key_use, text(jwk, "use")?) {
        (KeyUse::Signature, None | Some("sig")) | (KeyUse::JwtSvid, Some("jwt-svid")) => None,
        (KeyUse::Signature, Some(_)) => Some("the key's `use` is not sig"),
        (KeyUse::JwtSvid, _) => Some("the key's `use` is not jwt-svid"),
    };
    if let Some(why) = unusable {
        return Ok(Err(Unusable(why)));
    }
    let Some(operations) = jwk.member_not_null("key_ops") else {
        return Ok(Ok(()));
    };
    let operations =
        operations.as_array().ok_or_else(|| invalid_key("`key_ops` must be an array"))?;
    if operations.iter().any(|operation| operation.as_str() == Some("verify")) {
        Ok(Ok(()))
    } else {
        Ok(Err(Unusable("the key's `key_ops` do not allow verify")))
    }
}

fn ec(jwk: &Object<'_>, curve: Curve) -> Result<Material, ConfigError> {
    let size = curve.coordinate_bytes();
    let mut point = vec![4];
    for name in ["x", "y"] {
        let coordinate = number(jwk, name)?;
        let Some(missing) = size.checked_sub(coordinate.len()) else {
            let message = format_args!(
                "`{name}` has {} bytes; {} has {size}",
                coordinate.len(),
                curve.name()
            );
            return Err(invalid_key(message));
        };
        point.resize(point.len() + missing, 0);
        point.extend(coordinate);
    }
    Material::ec(curve, point)
}

fn text<'v>(jwk: &'v Object<'_>, name: &str) -> Result<Option<&'v str>, ConfigError> {
    match jwk.member_not_null(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(invalid_key(format_args!("`{name}` must be a string"))),
    }
}

fn bytes(jwk: &Object<'_>, name: &str) -> Result<Vec<u8>, ConfigError> {
    text(jwk, name)?
        .and_then(base64url::decode)
        .ok_or_else(|| invalid_key(format_args!("`{name}` must be canonical base64url")))
}

/// A number in big-endian octets (RFC 7518 §2), without the leading zero octets that some issuers write.
fn number(jwk: &Object<'_>, name: &str) -> Result<Vec<u8>, ConfigError> {
    let octets = text(jwk, name)?
        .and_then(base64url::decode_any_alphabet)
        .ok_or_else(|| invalid_key(format_args!("`{name}` must be base64url")))?;
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    Ok(octets.get(zeros..).unwrap_or_default().to_vec())
}
