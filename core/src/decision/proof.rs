//! Does the caller hold what the credential is bound to?

use crate::error::Code;
use crate::principal::Principal;

/// Refuses a bound token: no proof of possession is checked in this version, and as a bearer token it would
/// be worth to a thief what it is worth to its owner (RFC 7800 §3.1, RFC 9449 §7.1).
pub(super) fn check(caller: &Principal) -> Result<(), Code> {
    if caller.is_bound() { Err(Code::BindingRequired) } else { Ok(()) }
}
