//! Does the caller hold what the credential is bound to?

use crate::error::{Code, Fault, Rejection};
use crate::principal::Principal;

/// Refuses every token with `cnf`, because proof of possession is not checked yet. As a bearer token it could be
/// used by a thief (RFC 7800 §3.1, RFC 9449 §7.1).
pub(super) fn check(caller: &Principal) -> Result<(), Rejection> {
    if !caller.is_bound() {
        return Ok(());
    }
    Err(Rejection::from(Code::BindingRequired)
        .because(Fault::of("cnf").expected("none".to_owned())))
}
