//! One verification key, read but not yet bound to an issuer's algorithms.

use std::sync::Arc;

use crate::crypto::{Algorithm, Family, Material, SecretReadings, sha256};
use crate::encoding::base64url;
use crate::error::{ConfigError, invalid_key, weak_key};
use crate::limits::KEY_ID_BYTES_MAX;
use crate::secret::equal;
use crate::time::UnixTime;

/// A key for verifying signatures, typed when it is imported.
///
/// How a key is read never depends on a token: there is one constructor for each form, and none guesses. A key
/// that names an algorithm can be used with that one only; `EdDSA` and `Ed25519` are two names of one.
#[derive(Clone, Debug)]
#[must_use]
pub struct Key {
    pub(super) key_id: Option<String>,
    pub(super) algorithm: Option<Algorithm>,
    pub(super) not_after: Option<UnixTime>,
    /// The tenant whose tokens alone it signs, of an issuer of several.
    tenant: Option<String>,
    pub(crate) material: Arc<Material>,
}

/// Why a key of a set is ignored: it has another use, or its type or algorithm is not supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unusable(pub(crate) &'static str);

/// What the keys of an issuer are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum KeyUse {
    /// `sig`, or not stated.
    #[default]
    Signature,
    /// `jwt-svid`, always stated: a SPIFFE bundle also holds keys of other uses (JWT-SVID §4).
    JwtSvid,
}

impl Key {
    /// A shared HMAC secret: raw bytes, at least as long as the hash (RFC 7518 §3.2).
    ///
    /// `weak_key` when it is too short, all zeros, or a public key: PEM, DER, JWK, SSH or a curve point, in base64 or
    /// hex too. `invalid_key` when it is longer than 1,024 bytes or `algorithm` is not an HMAC.
    pub fn secret(bytes: Vec<u8>, algorithm: Algorithm) -> Result<Self, ConfigError> {
        let material = Material::secret(bytes)?;
        Self::of(Arc::new(material)).with_algorithm(algorithm)
    }

    /// A key without name and algorithm.
    pub(super) const fn of(material: Arc<Material>) -> Self {
        Self { key_id: None, algorithm: None, not_after: None, tenant: None, material }
    }

    pub(super) fn of_tenant(mut self, tenant: Option<String>) -> Self {
        self.tenant = tenant;
        self
    }

    /// Whether it may sign the tokens of this tenant; a token of an issuer without tenants has none.
    pub(super) fn signs_for(&self, tenant: Option<&str>) -> bool {
        self.tenant.is_none() || self.tenant.as_deref() == tenant
    }

    /// Ends the key: afterwards it verifies nothing. For a given key that is on its way out.
    pub const fn with_not_after(mut self, time: UnixTime) -> Self {
        self.not_after = Some(time);
        self
    }

    pub(super) fn has_ended(&self, now: UnixTime) -> bool {
        self.not_after.is_some_and(|end| now > end)
    }

    /// Names the key, so that a token's `kid` can select it.
    ///
    /// # Errors
    /// `invalid_key` when the name is empty or longer than 256 bytes.
    pub fn with_key_id(mut self, key_id: impl Into<String>) -> Result<Self, ConfigError> {
        let key_id = key_id.into();
        if key_id.is_empty() || key_id.len() > KEY_ID_BYTES_MAX {
            return Err(invalid_key(format_args!("kid must have 1 to {KEY_ID_BYTES_MAX} bytes")));
        }
        self.key_id = Some(key_id);
        Ok(self)
    }

    /// Binds the key to one algorithm.
    ///
    /// # Errors
    /// `invalid_key` when a key of this type cannot be used with the algorithm; `weak_key` when a secret is
    /// shorter than the algorithm's hash.
    pub fn with_algorithm(mut self, algorithm: Algorithm) -> Result<Self, ConfigError> {
        if !self.material.fits(algorithm) {
            return Err(invalid_key(format_args!("a key of this type cannot serve {algorithm}")));
        }
        if let Material::Secret(secret) = self.material.as_ref()
            && secret.expose().len() < algorithm.secret_bytes_min()
        {
            return Err(weak_key(format_args!(
                "the secret has {} bytes; {algorithm} needs at least {} (RFC 7518 §3.2)",
                secret.expose().len(),
                algorithm.secret_bytes_min()
            )));
        }
        self.algorithm = Some(algorithm);
        Ok(self)
    }

    /// Whether the key may verify tokens of this algorithm.
    #[must_use]
    pub fn serves(&self, algorithm: Algorithm) -> bool {
        let same = |own: Algorithm| {
            // EdDSA with this curve and Ed25519 are two names of one algorithm (RFC 9864 §2.2).
            own == algorithm || own.family() == Family::Ed25519
        };
        let long_enough = match self.material.as_ref() {
            Material::Secret(secret) => secret.expose().len() >= algorithm.secret_bytes_min(),
            _ => true,
        };
        self.material.fits(algorithm) && long_enough && self.algorithm.is_none_or(same)
    }

    /// Whether it is the same public key by the same name, for the same algorithm and time. A shared secret is never
    /// compared.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.key_id == other.key_id
            && self.algorithm == other.algorithm
            && self.not_after == other.not_after
            && self.tenant == other.tenant
            && self.material.is_same_public_key(&other.material)
    }

    /// Whether it is the same key, by whatever name. Secrets are compared too: only while a policy is built.
    pub(crate) fn has_material_of(&self, other: &Self) -> bool {
        match (self.material.as_ref(), other.material.as_ref()) {
            (Material::Secret(secret), Material::Secret(other)) => {
                equal(secret.expose(), other.expose())
            }
            (own, other) => own.is_same_public_key(other),
        }
    }

    /// Whether it is the same key, a secret too, by the same name, for the same algorithm and time.
    pub(super) fn is_same_given(&self, other: &Self) -> bool {
        self.key_id == other.key_id
            && self.algorithm == other.algorithm
            && self.not_after == other.not_after
            && self.has_material_of(other)
    }

    /// What a shared secret spells; `None` for a public key.
    pub(crate) fn secret_readings(&self) -> Option<SecretReadings> {
        match self.material.as_ref() {
            Material::Secret(secret) => Some(SecretReadings::of(secret.expose())),
            _ => None,
        }
    }

    pub(crate) fn is_secret(&self) -> bool {
        matches!(self.material.as_ref(), Material::Secret(_))
    }

    /// Why the key cannot be used with any of an issuer's algorithms.
    pub(crate) fn refusal(&self, algorithms: &[Algorithm]) -> ConfigError {
        let shortest = algorithms.iter().filter(|algorithm| self.material.fits(**algorithm)).min();
        match (self.material.as_ref(), shortest) {
            (Material::Secret(_), Some(algorithm)) if self.algorithm.is_none() => {
                weak_key(format_args!(
                    "the secret is too short for {algorithm}, which needs at least {} bytes",
                    algorithm.secret_bytes_min()
                ))
            }
            _ => invalid_key("the key serves none of this issuer's algorithms"),
        }
    }

    /// The name a token's `kid` selects it by.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The SHA-256 JWK Thumbprint in base64url (RFC 7638 §3): one name for one key, whoever computes it. None
    /// for a shared secret, because its thumbprint could be used to guess the secret (RFC 7638 §7).
    #[must_use]
    pub fn thumbprint(&self) -> Option<String> {
        match self.material.as_ref() {
            Material::Secret(_) => None,
            _ => Some(base64url::encode(&sha256(self.to_jwk().as_bytes()))),
        }
    }

    /// The key as a JWK of its required members in lexicographic order (RFC 7638 §3.2), for the
    /// thumbprint and for a host that checks signatures itself (WebCrypto).
    ///
    /// For an HMAC key this is the secret: hand it to the platform's import and nowhere else.
    pub(crate) fn to_jwk(&self) -> String {
        let encode = base64url::encode;
        match self.material.as_ref() {
            Material::Secret(secret) => {
                format!(r#"{{"k":"{}","kty":"oct"}}"#, encode(secret.expose()))
            }
            Material::Rsa { modulus, exponent } => {
                format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, encode(exponent), encode(modulus))
            }
            Material::Ec { curve, point } => {
                let coordinates = point.get(1..).unwrap_or_default();
                let (x, y) = coordinates.split_at(coordinates.len() / 2);
                format!(
                    r#"{{"crv":"{}","kty":"EC","x":"{}","y":"{}"}}"#,
                    curve.name(),
                    encode(x),
                    encode(y)
                )
            }
            Material::Ed25519(bytes) => {
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, encode(bytes))
            }
        }
    }
}
