//! What jsonwebtoken is told to check: issuer, audience and lifetime by its own options, type and scope
//! by hand. The same natively and in wasm, whose crate takes this file in.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

/// What a user writes down of the claims.
#[derive(Debug, Deserialize)]
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

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "as above")]
struct Act {
    sub: String,
}

pub(crate) struct Checks {
    validation: Validation,
    scope: String,
}

impl Checks {
    pub(crate) fn new(algorithm: Algorithm, issuer: &str, audience: &str, scope: &str) -> Self {
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        Self { validation, scope: scope.to_owned() }
    }

    /// Who calls, if the token is good at this moment.
    pub(crate) fn caller(&self, token: &str, key: &DecodingKey) -> Option<String> {
        let token = jsonwebtoken::decode::<Claims>(token, key, &self.validation).ok()?;
        let typed = token.header.typ.is_some_and(|typ| typ.eq_ignore_ascii_case("at+jwt"));
        let may = token.claims.scope.split(' ').any(|scope| scope == self.scope);
        (typed && may && !token.claims.client_id.is_empty()).then_some(token.claims.client_id)
    }
}
