//! Signing JWTs: enough for tests, examples and small issuers.
//!
//! The only module that uses randomness: PSS salts and ECDSA nonces, from the crypto provider.

use jsonwebtoken::EncodingKey;
use jsonwebtoken::crypto::CryptoProvider as Signing;

use crate::crypto::{Algorithm, Family};
use crate::encoding::{base64url, json};
use crate::error::{ConfigError, invalid_key, invalid_policy};
use crate::keys::Key;

/// A key that signs tokens under one algorithm.
///
/// ES512 is verified but not signed: `jsonwebtoken` has no P-521.
#[derive(Debug)]
#[must_use]
pub struct SigningKey {
    algorithm: Algorithm,
    key_id: Option<String>,
    key: EncodingKey,
}

impl SigningKey {
    /// From a private key in PKCS#8 PEM.
    ///
    /// # Errors
    /// `invalid_key` when it cannot be read or cannot serve the algorithm.
    pub fn pem(text: &str, algorithm: Algorithm) -> Result<Self, ConfigError> {
        let read = match algorithm.family() {
            Family::Rsa => EncodingKey::from_rsa_pem,
            Family::Ec => EncodingKey::from_ec_pem,
            Family::Ed25519 => EncodingKey::from_ed_pem,
            Family::Hmac => return Err(invalid_key("an HMAC key is a secret, not a PEM")),
        };
        let key = read(text.as_bytes()).map_err(|_| {
            invalid_key(format_args!("not a private key in PKCS#8 PEM for {algorithm}"))
        })?;
        Self { algorithm, key_id: None, key }.tried()
    }

    /// From an HMAC secret, under the same conditions as [`Key::secret`].
    ///
    /// # Errors
    /// `weak_key`, or `invalid_key` when the secret is longer than 1,024 bytes or the algorithm is not an HMAC.
    pub fn secret(bytes: Vec<u8>, algorithm: Algorithm) -> Result<Self, ConfigError> {
        let key = EncodingKey::from_secret(&bytes);
        let _strong_enough = Key::secret(bytes, algorithm)?;
        Self { algorithm, key_id: None, key }.tried()
    }

    /// The `kid` to write into headers.
    pub fn with_key_id(mut self, key_id: impl Into<String>) -> Self {
        self.key_id = Some(key_id.into());
        self
    }

    /// A key that cannot sign is refused when it is made, not when it is used.
    fn tried(self) -> Result<Self, ConfigError> {
        self.sign(b"")?;
        Ok(self)
    }

    /// Signs `claims`, a JSON object, as a compact JWT with this `typ` (`at+jwt`, `JWT`). Adds and checks no
    /// claim, not even `exp`.
    ///
    /// # Errors
    /// `invalid_policy` when the claims are not a strict JSON object.
    pub fn jwt(&self, token_type: &str, claims: &str) -> Result<String, ConfigError> {
        json::parse_object(claims)
            .map_err(|_| invalid_policy("the claims must be a strict JSON object"))?;
        let key_id = self.key_id.as_deref();
        let header = serde_json::json!({ "alg": self.algorithm.name(), "typ": token_type });
        let mut header = header;
        if let (Some(key_id), Some(members)) = (key_id, header.as_object_mut()) {
            members.insert("kid".to_owned(), key_id.into());
        }
        let encode = |text: &str| base64url::encode(text.as_bytes());
        let signed = format!("{}.{}", encode(&header.to_string()), encode(claims));
        let signature = self.sign(signed.as_bytes())?;
        Ok(format!("{signed}.{}", base64url::encode(&signature)))
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ConfigError> {
        let cannot = || invalid_key(format_args!("the key cannot sign with {}", self.algorithm));
        let algorithm = signing_algorithm(self.algorithm).ok_or_else(cannot)?;
        let signer = (provider().signer_factory)(&algorithm, &self.key).map_err(|_| cannot())?;
        signer.try_sign(message).map_err(|_| cannot())
    }
}

/// Named explicitly: the process-wide default of `jsonwebtoken` belongs to the application.
fn provider() -> &'static Signing {
    #[cfg(feature = "aws_lc_rs")]
    return &jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
    #[cfg(not(feature = "aws_lc_rs"))]
    return &jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;
}

fn signing_algorithm(algorithm: Algorithm) -> Option<jsonwebtoken::Algorithm> {
    match algorithm {
        Algorithm::Ed25519 => Some(jsonwebtoken::Algorithm::EdDSA),
        other => other.name().parse().ok(),
    }
}

#[cfg(test)]
mod rfc_tests;
