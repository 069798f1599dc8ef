//! May the caller do this?

use super::call::Stop;
use crate::error::{Fault, Rejection};
use crate::principal::Principal;
use crate::scope::Requirement;

pub(super) fn check(caller: Principal, requirement: &Requirement) -> Result<Principal, Stop> {
    if caller.meets(requirement) {
        return Ok(caller);
    }
    let needed = requirement.to_string();
    let rejection = if requirement.has_claims() && caller.holds_scopes_of(requirement) {
        Rejection::insufficient_claims(&needed).because(caller.fault_of_claims(requirement))
    } else {
        let held = caller.scopes().collect::<Vec<_>>().join(" ");
        let fault = Fault::of("scope").expected(needed.clone()).received_text(&held);
        Rejection::insufficient_scope(requirement.scopes(), &needed).because(fault)
    };
    Err(Stop::refused(caller, rejection))
}
