//! May the caller do this?

use super::call::Stop;
use crate::encoding::json;
use crate::error::{Fault, Rejection};
use crate::principal::Principal;
use crate::scope::{HeldScopes, Requirement, ScopeRules};

pub(super) fn check(caller: Principal, requirement: &Requirement) -> Result<Principal, Stop> {
    if caller.meets(requirement) {
        return Ok(caller);
    }
    let rejection = refusal(caller.rules(), caller.held(), caller.claims_json(), requirement);
    Err(Stop::refused(caller, rejection))
}

/// Whether these scopes and claims meet the requirement.
pub(crate) fn authorize<'h>(
    rules: &ScopeRules,
    held: HeldScopes<'h, impl ExactSizeIterator<Item = &'h str> + Clone>,
    claims_json: &str,
    requirement: &Requirement,
) -> Result<(), Rejection> {
    let claims = json::parse_object(claims_json).unwrap_or_default();
    if rules.meet(requirement, held.clone(), Some(&claims)) {
        return Ok(());
    }
    Err(refusal(rules, held, claims_json, requirement))
}

#[cold]
fn refusal<'h>(
    rules: &ScopeRules,
    held: HeldScopes<'h, impl ExactSizeIterator<Item = &'h str> + Clone>,
    claims_json: &str,
    requirement: &Requirement,
) -> Rejection {
    let needed = requirement.to_string();
    if requirement.has_claims() && rules.meet(requirement, held.clone(), None) {
        let claims = json::parse_object(claims_json).unwrap_or_default();
        let fault = requirement.unmet_claim(&claims).map(|claim| {
            let received = claims.member_not_null(claim.name());
            Fault::of(claim.name()).expected(claim.expected()).received(received)
        });
        return Rejection::insufficient_claims(&needed).because(fault.unwrap_or_default());
    }
    let scopes = held.names.collect::<Vec<_>>().join(" ");
    let fault = Fault::of("scope").expected(needed.clone()).received_text(&scopes);
    Rejection::insufficient_scope(requirement.scopes(), &needed).because(fault)
}
