//! jsonwebtoken with its pure Rust provider, compiled to wasm: issuer, audience and lifetime by its own
//! options, type and scope by hand, as the tables of Rust have it.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;

// Randomness, which nobody asks for: without it the crate does not link.
use getrandom as _;

/// What a user of jsonwebtoken writes down of the claims.
#[derive(Deserialize)]
#[allow(dead_code, reason = "read by serde; a caller would use them")]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: u64,
    iat: u64,
    nbf: u64,
    jti: String,
    client_id: String,
    scope: String,
    act: Act,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "as above")]
struct Act {
    sub: String,
}

/// A key and what is to be checked besides the signature.
#[wasm_bindgen]
pub struct Peer {
    key: DecodingKey,
    validation: Validation,
    scope: String,
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
        let told = |error: &dyn std::fmt::Display| error.to_string();
        let jwk = serde_json::from_str(jwk).map_err(|error| told(&error))?;
        let key = DecodingKey::from_jwk(&jwk).map_err(|error| told(&error))?;
        let algorithm: Algorithm = algorithm.parse().map_err(|_| "no such algorithm")?;
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        Ok(Self { key, validation, scope: scope.to_owned() })
    }

    /// Decides at this moment: who calls, or nothing.
    #[must_use]
    pub fn grants(&self, token: &str) -> Option<String> {
        let token = jsonwebtoken::decode::<Claims>(token, &self.key, &self.validation).ok()?;
        let typed = token.header.typ.is_some_and(|typ| typ.eq_ignore_ascii_case("at+jwt"));
        let may = token.claims.scope.split(' ').any(|scope| scope == self.scope);
        (typed && may).then_some(token.claims.client_id)
    }
}
