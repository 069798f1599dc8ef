//! Finds the key that verifies the token, or returns the fetch that it needs.

use super::call::CallContext;
use crate::error::{Code, Fault, Rejection, printable};
use crate::keys::{CandidateKeys, KeyAttempt, KeyLookup, KeyQuery};
use crate::needs::{KeysNeed, Needs};
use crate::policy::TrustedIssuer;

/// The keys that may have signed the token, or what is needed to get them. That is in a box, because it is large and
/// rare.
pub(super) enum KeySearch {
    Keys(CandidateKeys),
    Needs(Box<Needs>),
}

pub(super) fn find(
    call: &mut CallContext<'_>,
    (issuer_index, issuer): (usize, &TrustedIssuer),
    query: KeyQuery<'_>,
) -> Result<KeySearch, Rejection> {
    if call.attempt == KeyAttempt::GivenFound {
        call.attempt = KeyAttempt::GivenFailed;
    }
    let keys = &call.context.keys;
    match keys.look_up((issuer_index, &issuer.keys), query, call.attempt, call.now) {
        KeyLookup::Found(keys, deferred) => {
            if let Some(fetch) = deferred {
                call.defer(fetch);
            }
            Ok(KeySearch::Keys(keys))
        }
        KeyLookup::FoundGiven(keys) => {
            call.attempt = KeyAttempt::GivenFound;
            Ok(KeySearch::Keys(keys))
        }
        KeyLookup::Missing(fetch) => {
            call.attempt = if fetch.is_some() { KeyAttempt::Fetched } else { KeyAttempt::Waited };
            let issuer = issuer.name.to_string();
            let keys = Some(KeysNeed { issuer, fetch });
            Ok(KeySearch::Needs(Box::new(Needs { keys, ..Needs::default() })))
        }
        KeyLookup::Unknown => Err(refused(Code::UnknownKey, issuer, query)),
        KeyLookup::NoOther => Err(refused(Code::InvalidSignature, issuer, query)),
        KeyLookup::Ambiguous => Err(Rejection::ambiguous_key()),
        KeyLookup::Unavailable(wait) => Err(Rejection::keys_unavailable(wait)),
    }
}

/// No key of the issuer signed the token.
#[cold]
pub(super) fn refused(code: Code, issuer: &TrustedIssuer, query: KeyQuery<'_>) -> Rejection {
    let expected = format!("a key of {} for {}", printable(&issuer.name), query.algorithm);
    let fault = Fault::of("kid").expected(expected).unverified();
    Rejection::from(code).because(match query.key_id {
        None => fault,
        Some(key_id) => fault.received_text(key_id),
    })
}
