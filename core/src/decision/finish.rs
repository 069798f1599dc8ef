//! Every call ends here: with a decision, or with needs.

use std::sync::Arc;

use super::call::{CallContext, Stop};
use super::step::{Decision, Pending, Step};
use crate::error::Code;
use crate::principal::Principal;
use crate::scope::Requirement;

pub(super) fn finish(
    call: CallContext<'_>,
    requirement: Requirement,
    outcome: Result<Principal, Stop>,
    rounds: u32,
) -> Step {
    let CallContext { context, now, signatures, attempt, extras } = call;
    let (mut outcome, refused) = match outcome {
        Ok(caller) => (Ok(caller), None),
        Err(Stop::Rejected(rejection)) => (Err(rejection), None),
        Err(Stop::Refused(refused)) => {
            let (caller, rejection) = *refused;
            (Err(rejection), Some(Box::new(caller)))
        }
        Err(Stop::Needs(lacking)) => {
            let (needs, waiting) = *lacking;
            let (context, rounds) = (Arc::clone(context), rounds.saturating_add(1));
            let pending =
                Pending { context, requirement, signatures, waiting, attempt, extras, rounds };
            return Step::Needs(needs, pending);
        }
    };
    if let Err(rejection) = &mut outcome {
        rejection.set_realm(context.policy.realm());
        if let Some(resource) = context.policy.resource_metadata() {
            rejection.set_resource(resource.url(), requirement.scopes());
        }
    }
    Step::Done(Decision { outcome, refused, requirement, now, extras })
}

/// A need was not answered.
pub(super) fn unavailable() -> Stop {
    Code::StateUnavailable.into()
}
