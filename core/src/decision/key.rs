//! Finds the key that verifies the token, or returns the fetch that it needs.

use std::sync::Arc;

use super::call::CallContext;
use crate::error::{Code, Rejection};
use crate::keys::{BoundKey, KeyAttempt, KeyLookup, KeyQuery};
use crate::needs::{KeysNeed, Needs};
use crate::policy::TrustedIssuer;

/// The key, or what is needed to get it.
#[allow(
    clippy::large_enum_variant,
    reason = "`Key` is the hot path; a box for the other would gain nothing"
)]
pub(super) enum Found {
    Key(Arc<BoundKey>),
    Missing(Needs),
}

pub(super) fn find(
    call: &mut CallContext<'_>,
    (issuer_index, issuer): (usize, &TrustedIssuer),
    query: KeyQuery<'_>,
) -> Result<Found, Rejection> {
    let keys = &call.context.keys;
    match keys.look_up((issuer_index, &issuer.keys), query, call.attempt, call.now) {
        KeyLookup::Found(key, deferred) => {
            if let Some(fetch) = deferred {
                call.defer(fetch);
            }
            Ok(Found::Key(key))
        }
        KeyLookup::Missing(fetch) => {
            call.attempt = if fetch.is_some() { KeyAttempt::Fetched } else { KeyAttempt::Waited };
            let issuer = issuer.name.to_string();
            Ok(Found::Missing(Needs { keys: Some(KeysNeed { issuer, fetch }), ..Needs::default() }))
        }
        KeyLookup::Unknown => Err(Code::UnknownKey.into()),
        KeyLookup::Unavailable(wait) => Err(Rejection::keys_unavailable(wait)),
    }
}
