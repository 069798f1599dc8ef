//! The claims of a token, except its lifetime. [`Lifetime::check`] checks that by itself, because it does so again
//! when the host has checked the signature and when the token comes from the cache.
//!
//! [`Lifetime::check`]: crate::token::Lifetime::check

use std::sync::Arc;

use crate::delegation::actors;
use crate::error::{Code, Rejection};
use crate::policy::TrustedIssuer;
use crate::token::{
    CheckedClaims, Claims, Header, Lifetime, audience, check_type, first_string, require, scopes,
};

/// Audience, type, required claims, scopes, delegation.
pub(super) fn check(
    claims: &Claims<'_>,
    lifetime: Lifetime,
    header: &Header,
    issuer: &TrustedIssuer,
) -> Result<CheckedClaims, Rejection> {
    let audience = audience(claims, &issuer.audience_claim, &issuer.audiences)?;
    check_type(header.token_type, claims, issuer.profile)?;
    require(claims, &issuer.required_claims)?;
    let subject = claims.string("sub")?;
    if !issuer.accepts_subject(subject) {
        return Err(Rejection::claim(Code::InvalidClaim, "sub"));
    }
    let client_id = first_string(claims, &issuer.client_id_claims)?;
    let token_id = claims.string("jti")?;
    let scopes = scopes(claims, &issuer.scope_claims)?;
    let is_bound = claims.value("cnf").is_some();
    // A bound token is refused later, so its actors are not read: `binding_required` must win over an error in
    // `act`.
    let actors = if is_bound { Vec::new() } else { actors(claims.object)? };
    let span = |text| claims.span(text);
    Ok(CheckedClaims {
        subject: subject.map(span),
        issuer: Some(Arc::clone(&issuer.name)),
        client_id: client_id.map(span),
        audience,
        scopes,
        lifetime,
        token_id: token_id.map(span),
        actors,
        is_bound,
    })
}
