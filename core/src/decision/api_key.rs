//! Is the API key one of ours, and in force?

use std::sync::Arc;

use zeroize::Zeroizing;

use super::call::{CallContext, Stop};
use super::finish::unavailable;
use super::waiting::Waiting;
use crate::api_key::{ApiKeyRecord, checked_record, lookup};
use crate::error::Code;
use crate::needs::Needs;
use crate::principal::Principal;

/// Checks shape and checksum, so that no store is asked about a typo, and asks for the record.
pub(super) fn look_up(call: &CallContext<'_>, key: &str) -> Result<Principal, Stop> {
    let api_keys = call.policy().api_keys().ok_or(Code::MissingCredentials)?;
    let needs = Needs { api_key: Some(lookup(key, api_keys)?), ..Needs::default() };
    Err(Stop::needs(needs, Waiting::ApiKey { key: Zeroizing::new(key.to_owned()) }))
}

/// Compares the key with the record that the store gave.
pub(super) fn check(
    call: &CallContext<'_>,
    key: &str,
    answer: Option<Option<ApiKeyRecord>>,
) -> Result<Principal, Stop> {
    let record = answer.ok_or_else(unavailable)?.ok_or(Code::UnknownApiKey)?;
    let api_keys = call.policy().api_keys().ok_or(Code::MissingCredentials)?;
    let in_force = checked_record(key, &record, api_keys, call.now);
    let caller = |record| Principal::of_api_key(record, Arc::clone(call.policy().rules()));
    match in_force {
        Ok(()) => Ok(caller(record)),
        // The key is genuine, so that its owner is known.
        Err(code @ (Code::ApiKeyExpired | Code::ApiKeyInactive)) => {
            Err(Stop::refused(caller(record), code.into()))
        }
        Err(code) => Err(code.into()),
    }
}
