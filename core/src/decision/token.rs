//! A token on its way from text to principal. It is parsed once; then the stages issuer, key, signature and
//! claims follow.

use std::sync::Arc;

use super::call::{CallContext, Stop};
use super::finish::unanswered;
use super::key::Found;
use super::signature::Checked;
use super::waiting::{PendingToken, Waiting};
use super::{claims, issuer, key, signature};
use crate::encoding::json;
use crate::error::{Code, Rejection};
use crate::keys::BoundKey;
use crate::needs::{Needs, SignatureRequest};
use crate::policy::TrustedIssuer;
use crate::principal::Principal;
use crate::token::{
    CacheSlot, CachedToken, CheckedClaims, Claims, Compact, CredentialSource, Lifetime,
    VerificationKey, VerifiedClaims,
};

/// Takes the token from the cache, or parses it and checks all of it.
pub(super) fn check(call: &mut CallContext<'_>, text: &str) -> Result<Principal, Stop> {
    let context = call.context;
    let slot = context.tokens.slot(text);
    if let Some(slot) = &slot
        && let Some(token) = context.tokens.find(slot)
        && let Some(principal) = cached(call, token, slot, text)?
    {
        return Ok(principal);
    }
    let Compact { header, payload, signature, signed_bytes } = Compact::parse(text)?;
    let header = context.headers.read(header)?;
    let payload = String::from_utf8(payload).map_err(|_| Code::MalformedToken)?;
    let object = json::parse_object(&payload).map_err(|_| Code::MalformedToken)?;
    let (issuer_index, issuer) = issuer::find(&object, call.policy())?;
    let algorithm = header.algorithm;
    if !issuer.algorithms.contains(&algorithm) {
        return Err(Code::AlgorithmNotAllowed.into());
    }
    let claims = Claims { object: &object, text: &payload };
    let found = key::find(call, (issuer_index, issuer), header.key_query())?;
    let checked = match &found {
        Found::Missing(_) => Checked::AskHost,
        Found::Key(key) => {
            let signed = (signing_input(text, signed_bytes)?, signature.as_slice());
            signature::check(key, algorithm, signed, call.signatures)?
        }
    };
    let lifetime = Lifetime::read(&claims);
    if let (Found::Key(key), Checked::Genuine) = (&found, &checked) {
        lifetime.check(issuer, call.now)?;
        let checked = claims::check(&claims, lifetime, &header, issuer)?;
        let key = VerificationKey { key: Arc::clone(key), header, issuer_index };
        return Ok(genuine(call, slot, checked, payload, key));
    }
    let claims = claims::check(&claims, lifetime, &header, issuer);
    let text = text.to_owned();
    let token = PendingToken {
        text,
        header,
        payload,
        signature,
        signed_bytes,
        issuer_index,
        lifetime,
        claims,
    };
    Err(match found {
        Found::Missing(needs) => Stop::needs(needs, Waiting::Keys(Box::new(token))),
        Found::Key(key) => ask_host(Box::new(token), key)?,
    })
}

/// Looks again for the key of a token that waited for it.
pub(super) fn find_key(
    call: &mut CallContext<'_>,
    token: Box<PendingToken>,
) -> Result<Principal, Stop> {
    let issuer = issuer_of(call, token.issuer_index)?;
    let key = match key::find(call, (token.issuer_index, issuer), token.header.key_query())? {
        Found::Missing(needs) => return Err(Stop::needs(needs, Waiting::Keys(token))),
        Found::Key(key) => key,
    };
    let signed = (signing_input(&token.text, token.signed_bytes)?, token.signature.as_slice());
    match signature::check(&key, token.header.algorithm, signed, call.signatures)? {
        Checked::Genuine => signed_by(call, *token, key),
        Checked::AskHost => Err(ask_host(token, key)?),
    }
}

/// Goes on when the host has checked the signature.
pub(super) fn signed(
    call: &CallContext<'_>,
    token: PendingToken,
    key: Arc<BoundKey>,
    genuine: Option<bool>,
) -> Result<Principal, Stop> {
    match genuine {
        Some(true) => signed_by(call, token, key),
        Some(false) => Err(Code::InvalidSignature.into()),
        None => Err(unanswered()),
    }
}

/// A token that waited, and is genuine: time has passed since its claims were read.
fn signed_by(
    call: &CallContext<'_>,
    token: PendingToken,
    key: Arc<BoundKey>,
) -> Result<Principal, Stop> {
    let PendingToken { text, header, payload, issuer_index, lifetime, claims, .. } = token;
    lifetime.check(issuer_of(call, issuer_index)?, call.now)?;
    let key = VerificationKey { key, header, issuer_index };
    Ok(genuine(call, call.context.tokens.slot(&text), claims?, payload, key))
}

fn ask_host(mut token: Box<PendingToken>, key: Arc<BoundKey>) -> Result<Stop, Code> {
    let request = SignatureRequest {
        key: key.id,
        algorithm: token.header.algorithm,
        signing_input: signing_input(&token.text, token.signed_bytes)?.to_owned(),
        signature: std::mem::take(&mut token.signature),
    };
    let needs = Needs { signatures: Some(request), ..Needs::default() };
    Ok(Stop::needs(needs, Waiting::Signature(token, key)))
}

/// A token that was verified before, if the same key would verify it now and it is in force. `None`: it
/// must be checked anew.
fn cached(
    call: &mut CallContext<'_>,
    token: CachedToken,
    slot: &CacheSlot<'_>,
    text: &str,
) -> Result<Option<Principal>, Stop> {
    let CredentialSource::Token(verified_by) = &token.claims.source else { return Ok(None) };
    let index = verified_by.issuer_index;
    let issuer = issuer_of(call, index)?;
    let key = match key::find(call, (index, issuer), verified_by.header.key_query())? {
        Found::Key(key) => key,
        Found::Missing(needs) => {
            return Err(Stop::needs(needs, Waiting::KeysOfCached { text: text.to_owned() }));
        }
    };
    let same_key = Arc::ptr_eq(&key, &verified_by.key);
    let in_force = token.claims.checked.lifetime.check(issuer, call.now);
    if in_force.is_err() || !same_key {
        call.context.tokens.forget(slot);
    }
    in_force?;
    Ok(same_key.then(|| token.into()))
}

/// A genuine token. It is kept, because it may come again; a bound one is not.
fn genuine(
    call: &CallContext<'_>,
    slot: Option<CacheSlot<'_>>,
    checked: CheckedClaims,
    text: String,
    key: VerificationKey,
) -> Principal {
    let (source, rules) = (CredentialSource::Token(key), Arc::clone(call.policy().rules()));
    let claims = Arc::new(VerifiedClaims { checked, source, text, tier: None, rules });
    if let Some(slot) = slot
        && !claims.checked.is_bound
    {
        call.context.tokens.keep(&slot, &claims);
    }
    CachedToken { claims, number: None }.into()
}

fn issuer_of<'p>(call: &CallContext<'p>, index: usize) -> Result<&'p TrustedIssuer, Rejection> {
    call.policy().issuers().get(index).ok_or_else(|| Code::UnknownIssuer.into())
}

fn signing_input(text: &str, signed_bytes: usize) -> Result<&str, Code> {
    text.get(..signed_bytes).ok_or(Code::MalformedToken)
}
