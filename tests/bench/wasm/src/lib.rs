//! jsonwebtoken with its pure Rust provider, compiled to wasm.

use jsonwebtoken::{Algorithm, DecodingKey};
use wasm_bindgen::prelude::wasm_bindgen;

// Randomness, which nobody asks for: without it the crate does not link.
use getrandom as _;

#[path = "../../rust/src/peer.rs"]
mod peer;

/// A key and what is to be checked besides the signature.
#[wasm_bindgen]
pub struct Peer {
    key: DecodingKey,
    checks: peer::Checks,
}

#[wasm_bindgen]
impl Peer {
    /// For one algorithm; the key as a JWK.
    ///
    /// # Errors
    /// When the key cannot be read, or nobody knows the algorithm.
    #[wasm_bindgen(constructor)]
    pub fn new(
        algorithm: &str,
        jwk: &str,
        issuer: &str,
        audience: &str,
        scope: &str,
    ) -> Result<Self, String> {
        let _ = jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER.install_default();
        let jwk = serde_json::from_str(jwk).map_err(|error| error.to_string())?;
        let key = DecodingKey::from_jwk(&jwk).map_err(|error| error.to_string())?;
        let algorithm: Algorithm = algorithm.parse().map_err(|_| "no such algorithm")?;
        Ok(Self { key, checks: peer::Checks::new(algorithm, issuer, audience, scope) })
    }

    /// Decides at this moment: who calls, or nothing.
    #[must_use]
    pub fn grants(&self, token: &str) -> Option<String> {
        self.checks.caller(token, &self.key)
    }
}
