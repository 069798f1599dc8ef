//! A token from text to principal. It is parsed once; then the stages issuer, key, signature and claims follow.

use std::sync::Arc;

use super::call::{CallContext, RefusedCaller, Stop};
use super::finish::unavailable;
use super::key::KeySearch;
use super::signature::Checked;
use super::waiting::{PendingToken, Waiting};
use super::{claims, issuer, key, signature};
use crate::audit::Caller;
use crate::crypto::Algorithm;
use crate::encoding::json::{self, Malformed, Value};
use crate::error::{Code, Fault, Rejection};
use crate::keys::{BoundKey, CandidateKeys, KeyAttempt, KeyNumber, KeyQuery};
use crate::needs::{Needs, SignatureRequest};
use crate::policy::TrustedIssuer;
use crate::principal::Principal;
use crate::token::{
    CacheLookup, CachedToken, CheckedClaims, Claims, Compact, CredentialSource, Lifetime,
    VerificationKey, VerifiedClaims, malformed_token,
};

/// Takes the token from the cache, or parses it and checks all of it.
pub(super) fn check(call: &mut CallContext<'_>, text: &str) -> Result<Principal, Stop> {
    let context = call.context;
    let lookup = context.tokens.lookup(text);
    if let Some(lookup) = &lookup
        && let Some(token) = context.tokens.find(lookup)
        && let Some(principal) = check_cached(call, token, lookup, text)?
    {
        return Ok(principal);
    }
    let Compact { header, payload, signature, signing_input_length } =
        Compact::parse(text, call.policy().token_bytes_max())?;
    let header = context.headers.read(header).map_err(|code| match code {
        Code::MalformedToken => malformed_token(text),
        code => code.into(),
    })?;
    let payload = String::from_utf8(payload).map_err(|_| Code::MalformedToken)?;
    let object = json::parse_object(&payload).map_err(malformed)?;
    let (issuer_index, issuer) = issuer::find(&object, call.policy())?;
    if text.len() > issuer.token_bytes_max {
        return Err(Rejection::token_too_large(issuer.token_bytes_max).into());
    }
    let algorithm = header.algorithm;
    if !issuer.algorithms.contains(&algorithm) {
        return Err(algorithm_not_allowed(issuer, algorithm).into());
    }
    let claims = Claims { object: &object, text: &payload };
    let tenant = issuer.tenant_of(object.member("iss").and_then(Value::as_str));
    let query = header.key_query(signature.len(), tenant);
    let signed = (signing_input(text, signing_input_length)?, signature.as_slice());
    let waits_for = verify(call, (issuer_index, issuer), query, signed)?;
    let lifetime = Lifetime::read(&claims);
    let waits_for = match waits_for {
        Ok(Checked::Genuine(key)) => {
            let checked = lifetime.check(issuer, call.now);
            let checked = checked.and_then(|()| claims::check(&claims, lifetime, &header, issuer));
            let checked =
                checked.map_err(|rejection| refused(call, &claims, issuer, &key, rejection))?;
            let issuer = issuer.number;
            let key = VerificationKey { key, header, issuer, issuer_index };
            return Ok(accept(call, lookup, checked, payload, key));
        }
        Ok(Checked::AskHost(keys)) => Ok(keys),
        Err(needs) => Err(needs),
    };
    let claims = claims::check(&claims, lifetime, &header, issuer);
    let (text, tenant) = (text.to_owned(), tenant.map(Box::from));
    let token = PendingToken {
        text,
        header,
        payload,
        signature,
        signing_input_length,
        issuer_index,
        tenant,
        lifetime,
        claims,
    };
    Err(match waits_for {
        Err(needs) => Stop::needs(*needs, Waiting::Keys(Box::new(token))),
        Ok(keys) => ask_host(call, Box::new(token), keys)?,
    })
}

/// Looks again for the key of a token that waited for it.
pub(super) fn resume_with_keys(
    call: &mut CallContext<'_>,
    token: Box<PendingToken>,
) -> Result<Principal, Stop> {
    let issuer = issuer_of(call, token.issuer_index)?;
    let query = token.header.key_query(token.signature.len(), token.tenant.as_deref());
    let signed =
        (signing_input(&token.text, token.signing_input_length)?, token.signature.as_slice());
    match verify(call, (token.issuer_index, issuer), query, signed)? {
        Err(needs) => Err(Stop::needs(*needs, Waiting::Keys(token))),
        Ok(Checked::Genuine(key)) => accept_pending(call, *token, key),
        Ok(Checked::AskHost(keys)) => Err(ask_host(call, token, keys)?),
    }
}

/// Finds the keys that may have signed and checks the signature, or tells what is needed to get them.
fn verify(
    call: &mut CallContext<'_>,
    issuer: (usize, &TrustedIssuer),
    query: KeyQuery<'_>,
    signed: (&str, &[u8]),
) -> Result<Result<Checked, Box<Needs>>, Stop> {
    loop {
        let keys = match key::find(call, issuer, query)? {
            KeySearch::Needs(needs) => return Ok(Err(needs)),
            KeySearch::Keys(keys) => keys,
        };
        match signature::check(keys, query.algorithm, signed, call.signatures) {
            // A fetched key may have signed.
            Err(Code::InvalidSignature) if call.attempt == KeyAttempt::GivenFound => {}
            Err(code) => return Err(key::refused(code, issuer.1, query).into()),
            Ok(checked) => return Ok(Ok(checked)),
        }
    }
}

/// Continues when the host has checked the signature.
pub(super) fn resume_with_signature(
    call: &mut CallContext<'_>,
    token: Box<PendingToken>,
    keys: &CandidateKeys,
    genuine: Option<Option<KeyNumber>>,
) -> Result<Principal, Stop> {
    let Some(genuine) = genuine else { return Err(unavailable()) };
    let Some(number) = genuine else {
        return match call.attempt {
            KeyAttempt::GivenFound => resume_with_keys(call, token),
            _ => {
                let issuer = issuer_of(call, token.issuer_index)?;
                let query = token.header.key_query(token.signature.len(), None);
                Err(key::refused(Code::InvalidSignature, issuer, query).into())
            }
        };
    };
    // A key that was not asked about has signed nothing.
    let key = keys.iter().find(|key| key.number == number).ok_or_else(unavailable)?;
    accept_pending(call, *token, Arc::clone(key))
}

/// Accepts a genuine token that waited. Its lifetime is checked now, because time has passed since it was read.
fn accept_pending(
    call: &CallContext<'_>,
    token: PendingToken,
    key: Arc<BoundKey>,
) -> Result<Principal, Stop> {
    let PendingToken { text, header, payload, issuer_index, lifetime, claims, .. } = token;
    let issuer = issuer_of(call, issuer_index)?;
    let checked = lifetime.check(issuer, call.now).and(claims).map_err(|rejection| {
        let object = json::parse_object(&payload).unwrap_or_default();
        refused(call, &Claims { object: &object, text: &payload }, issuer, &key, rejection)
    })?;
    let key = VerificationKey { key, header, issuer: issuer.number, issuer_index };
    Ok(accept(call, call.context.tokens.lookup(&text), checked, payload, key))
}

fn ask_host(
    call: &CallContext<'_>,
    mut token: Box<PendingToken>,
    keys: CandidateKeys,
) -> Result<Stop, Code> {
    let signature = match call.attempt {
        KeyAttempt::GivenFound => token.signature.clone(),
        _ => std::mem::take(&mut token.signature),
    };
    let request = SignatureRequest {
        key: keys.first.number,
        others: keys.others.iter().map(|key| key.number).collect(),
        algorithm: token.header.algorithm,
        signing_input: signing_input(&token.text, token.signing_input_length)?.to_owned(),
        signature,
    };
    let needs = Needs { signatures: Some(request), ..Needs::default() };
    Ok(Stop::needs(needs, Waiting::Signature(token, keys)))
}

/// Accepts a token that was verified before, if the key that verified it may still do so and it is in force. `None`:
/// it must be checked anew.
fn check_cached(
    call: &mut CallContext<'_>,
    token: CachedToken,
    lookup: &CacheLookup<'_>,
    text: &str,
) -> Result<Option<Principal>, Stop> {
    let CredentialSource::Token(verified_by) = &token.claims.source else { return Ok(None) };
    let found = call.policy().issuer_numbered(verified_by.issuer, verified_by.issuer_index);
    // Another issuer by the same name may be there now.
    let Some((index, issuer)) = found else { return Ok(None) };
    let signature_bytes = verified_by.key.signature_bytes(verified_by.header.algorithm);
    let tenant = issuer.tenant_of(token.claims.checked.issuer.as_deref());
    let query = verified_by.header.key_query(signature_bytes, tenant);
    let same_key = loop {
        match key::find(call, (index, issuer), query)? {
            KeySearch::Keys(keys) if keys.iter().any(|key| Arc::ptr_eq(key, &verified_by.key)) => {
                break true;
            }
            KeySearch::Keys(_) if call.attempt == KeyAttempt::GivenFound => {}
            KeySearch::Keys(_) => break false,
            KeySearch::Needs(needs) => {
                return Err(Stop::needs(*needs, Waiting::KeysOfCached { text: text.to_owned() }));
            }
        }
    };
    let in_force = token.claims.checked.lifetime.check(issuer, call.now);
    if in_force.is_err() || !same_key {
        call.context.tokens.forget(lookup);
    }
    match in_force {
        Ok(()) => Ok(same_key.then(|| token.into())),
        Err(rejection) => Err(Stop::refused(token.into(), rejection)),
    }
}

/// Makes the principal of a genuine token. The cache keeps the token when it comes for the second time; a token
/// with `cnf` is never cached.
fn accept(
    call: &CallContext<'_>,
    lookup: Option<CacheLookup<'_>>,
    checked: CheckedClaims,
    text: String,
    key: VerificationKey,
) -> Principal {
    let (source, rules) = (CredentialSource::Token(key), Arc::clone(call.policy().rules()));
    let claims = Arc::new(VerifiedClaims { checked, source, text, tier: None, rules });
    if let Some(lookup) = lookup
        && !claims.checked.is_bound
        && call.context.may_keep()
    {
        call.context.tokens.keep(&lookup, &claims);
    }
    CachedToken { claims, number: None }.into()
}

/// A genuine token is refused, and its caller is known.
#[cold]
fn refused(
    call: &CallContext<'_>,
    claims: &Claims<'_>,
    issuer: &TrustedIssuer,
    key: &BoundKey,
    rejection: Rejection,
) -> Stop {
    if !call.context.names_refused {
        return rejection.into();
    }
    let caller = Caller::refused(claims, issuer, key.key.key_id());
    Stop::Refused(Box::new((RefusedCaller::Named(caller), rejection)))
}

#[cold]
fn algorithm_not_allowed(issuer: &TrustedIssuer, algorithm: Algorithm) -> Rejection {
    let allowed = issuer.algorithms.iter().map(|allowed| allowed.name());
    let fault = Fault::of("alg").expected_one_of(allowed).received_text(algorithm.name());
    Rejection::from(Code::AlgorithmNotAllowed).because(fault.unverified())
}

#[cold]
fn malformed(json: Malformed) -> Rejection {
    match json.too_much {
        None => Code::MalformedToken.into(),
        Some(_) => Rejection::malformed_token(
            "The token's JSON has too many members or elements, or is nested too deeply.",
        ),
    }
}

fn issuer_of<'p>(call: &CallContext<'p>, index: usize) -> Result<&'p TrustedIssuer, Rejection> {
    let issuer = call.policy().issuers().get(index);
    issuer.map(|issuer| &**issuer).ok_or_else(|| Code::UnknownIssuer.into())
}

fn signing_input(text: &str, signing_input_length: usize) -> Result<&str, Code> {
    text.get(..signing_input_length).ok_or(Code::MalformedToken)
}
