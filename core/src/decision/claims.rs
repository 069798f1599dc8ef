//! The claims of a token, except its lifetime. [`Lifetime::check`] checks that by itself, because it does so again
//! when the host has checked the signature and when the token comes from the cache.
//!
//! [`Lifetime::check`]: crate::token::Lifetime::check

use std::sync::Arc;

use crate::delegation::actors;
use crate::encoding::TextSpan;
use crate::encoding::json::Value;
use crate::error::{Code, Fault, Rejection};
use crate::policy::{Tenants, TrustedIssuer};
use crate::token::{
    CheckedClaims, ClaimedScopes, Claims, Header, Lifetime, TokenUse, also_audience, audience,
    first_string, require, scopes, token_use, wrong_audience,
};

/// Audience, type, required claims, scopes, delegation.
pub(super) fn check(
    claims: &Claims<'_>,
    lifetime: Lifetime,
    header: &Header,
    issuer: &TrustedIssuer,
) -> Result<CheckedClaims, Rejection> {
    let token_use = token_use(header.token_type, claims, &issuer.types);
    let is_id_token = matches!(token_use, Ok(TokenUse::IdToken));
    let audience = named_audience(claims, issuer, is_id_token)?;
    let token_use = token_use?;
    if !is_id_token {
        require(claims, &issuer.access_token_claims)?;
    }
    require(claims, &issuer.required_claims)?;
    if let Some(tenants) = &issuer.tenants {
        check_tenant(claims, tenants)?;
    }
    let subject = claims.string("sub")?;
    if !issuer.accepts_subject(subject) {
        let domain = issuer.trust_domain.as_deref().unwrap_or_default();
        let fault = Fault::of("sub").expected(format!("spiffe://{domain}/ and a path"));
        return Err(Rejection::claim(Code::InvalidClaim, fault.received(claims.value("sub"))));
    }
    let client_id = first_string(claims, &issuer.client_id_claims)?;
    let token_id = claims.string("jti")?;
    let held = match token_use {
        // What a scope claim of an ID token grants, only the policy can say.
        TokenUse::IdToken if !issuer.names_scope_claims => ClaimedScopes::default(),
        _ => scopes(claims, &issuer.scope_claims)?,
    };
    let is_bound = claims.value("cnf").is_some();
    // A bound token is refused later, so its actors are not read: `binding_required` must win over an error in
    // `act`.
    let actors = if is_bound { Vec::new() } else { actors(claims.object)? };
    let span = |text| claims.span(text);
    Ok(CheckedClaims {
        subject: subject.map(span),
        issuer: Some(named_issuer(claims, issuer)),
        client_id: client_id.map(span),
        audience,
        held,
        lifetime,
        token_id: token_id.map(span),
        token_use,
        actors,
        is_bound,
    })
}

/// The issuer as the token names it: of several tenants, its own.
fn named_issuer(claims: &Claims<'_>, issuer: &TrustedIssuer) -> Arc<str> {
    match (&issuer.tenants, claims.value("iss").and_then(Value::as_str)) {
        (Some(_), Some(iss)) => iss.into(),
        _ => Arc::clone(&issuer.name),
    }
}

/// `tid` is the tenant that `iss` names: an application may go by either.
fn check_tenant(claims: &Claims<'_>, tenants: &Tenants) -> Result<(), Rejection> {
    let tenant = claims.value("iss").and_then(Value::as_str).and_then(|iss| tenants.tenant_of(iss));
    match claims.value("tid") {
        None => Err(Rejection::missing("tid")),
        Some(Value::String(tid)) if tenant == Some(tid) => Ok(()),
        Some(value) => Err(Rejection::invalid("tid", tenant.unwrap_or_default(), value)),
    }
}

/// The audiences of the token, one of which is this server's. Of an ID token it is always `aud`, and where that
/// names several, `azp` must name one of ours too (OpenID Connect Core §3.1.3.7).
fn named_audience(
    claims: &Claims<'_>,
    issuer: &TrustedIssuer,
    is_id_token: bool,
) -> Result<Vec<TextSpan>, Rejection> {
    if issuer.audience_may_be_absent && claims.value("aud").is_none() {
        return Ok(Vec::new());
    }
    let name = if is_id_token { "aud" } else { issuer.audience_claim.as_str() };
    let audiences = audience(claims, name, &issuer.audiences)?;
    if name != "aud" {
        also_audience(claims, &issuer.audiences, &issuer.also_audience)?;
    }
    if is_id_token && audiences.len() > 1 {
        let party = claims.string("azp")?;
        if !party.is_some_and(|party| issuer.audiences.iter().any(|own| own == party)) {
            let received = claims.value("azp").unwrap_or(&Value::Null);
            return Err(wrong_audience("azp", &issuer.audiences, received));
        }
    }
    Ok(audiences)
}
