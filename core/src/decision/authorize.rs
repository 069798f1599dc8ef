//! May the caller do this?

use super::call::Stop;
use crate::error::Rejection;
use crate::principal::Principal;
use crate::scope::Requirement;

pub(super) fn check(caller: Principal, requirement: &Requirement) -> Result<Principal, Stop> {
    if caller.meets(requirement) {
        return Ok(caller);
    }
    let rejection = if requirement.has_claims() && caller.holds_scopes_of(requirement) {
        Rejection::insufficient_claims(&requirement.to_string())
    } else {
        Rejection::insufficient_scope(requirement.scopes(), &requirement.to_string())
    };
    Err(Stop::Forbidden(caller, rejection))
}
