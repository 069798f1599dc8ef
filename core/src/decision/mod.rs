//! The decision: its stages, in their order.
//!
//! ```text
//! credential ─▶ token ─▶ issuer ─▶ key ─▶ signature ─▶ claims ─┐
//!          └──▶ api_key ──────────────────────────────────────┴▶ proof ─▶ authorize ─▶ finish
//! ```
//!
//! Format errors come first, then the signature, then the lifetime, then the other claims, then the scopes.
//! No claim's error is reported before the signature, except of the one that names the issuer. `token.rs`
//! calls the stages issuer, key, signature and claims; a token from the cache skips signature and claims, and
//! its lifetime is checked again. A stage that needs the host returns [`Needs`](crate::Needs), and
//! [`Pending::resume`] continues at that stage.

mod api_key;
mod authorize;
mod call;
mod claims;
mod context;
mod credential;
mod finish;
mod issuer;
mod key;
mod proof;
mod signature;
mod step;
mod token;
mod waiting;

use std::sync::Arc;

pub(crate) use authorize::authorize;
use call::{CallContext, Stop};
pub(crate) use context::Context;
pub use step::{Decision, Pending, Step};
use waiting::Waiting;

use crate::error::Rejection;
use crate::http::CredentialKind;
use crate::limits::ROUNDS_MAX;
use crate::needs::Answers;
use crate::principal::Principal;
use crate::request::Request;
use crate::scope::Requirement;
use crate::time::UnixTime;

/// Begins to decide on a request.
pub(crate) fn begin(
    context: &Arc<Context>,
    request: &Request<'_>,
    requirement: &Requirement,
) -> Step {
    let mut call = CallContext::of(context, request);
    let caller = match credential::find(request, &context.policy) {
        Ok(CredentialKind::Token(text)) => token::check(&mut call, text),
        Ok(CredentialKind::ApiKey(key)) => api_key::look_up(&call, key),
        Err(rejection) => Err(rejection.into()),
    };
    let outcome = caller.and_then(|caller| admit(caller, requirement));
    finish::finish(call, requirement.clone(), outcome, 0)
}

/// Decides, by this policy, on one thing more that a caller wants to do whose credential was found genuine before.
pub(crate) fn again(
    context: &Arc<Context>,
    caller: Principal,
    request: &Request<'_>,
    requirement: &Requirement,
) -> Step {
    let rules = context.policy.rules();
    let decided = authorize(rules, caller.held(), caller.claims_json(), requirement);
    let outcome = match decided {
        Ok(()) => Ok(caller),
        Err(rejection) => Err(Stop::refused(caller, rejection)),
    };
    finish::finish(CallContext::of(context, request), requirement.clone(), outcome, 0)
}

/// The decision of a refusal that [`authorize`] gave.
pub(crate) fn refused(
    context: &Arc<Context>,
    rejection: Rejection,
    request: &Request<'_>,
    requirement: &Requirement,
) -> Step {
    finish::finish(CallContext::of(context, request), requirement.clone(), Err(rejection.into()), 0)
}

impl Pending {
    /// Continues with the answers. A signature or API key need without an answer is refused as
    /// `state_unavailable`. The number of rounds is limited, so a loop around this call ends.
    pub fn resume(self, answers: Answers, now: UnixTime) -> Step {
        let Self { context, requirement, signatures, waiting, attempt, extras, rounds } = self;
        let context = &context;
        let mut call = CallContext { context, now, signatures, attempt, extras };
        let caller = match waiting {
            _ if rounds >= ROUNDS_MAX => Err(finish::unavailable()),
            Waiting::KeysOfCached { text } => token::check(&mut call, &text),
            Waiting::Keys(token) => token::resume_with_keys(&mut call, token),
            Waiting::Signature(token, keys) => {
                token::resume_with_signature(&mut call, token, &keys, answers.signatures)
            }
            Waiting::ApiKey { key } => api_key::check(&call, &key, answers.api_key),
        };
        let outcome = caller.and_then(|caller| admit(caller, &requirement));
        finish::finish(call, requirement, outcome, rounds)
    }
}

/// New tokens, cached tokens and API keys meet here: the credential is genuine and in force.
fn admit(caller: Principal, requirement: &Requirement) -> Result<Principal, Stop> {
    match proof::check(&caller) {
        Ok(()) => authorize::check(caller, requirement),
        Err(rejection) => Err(Stop::refused(caller, rejection)),
    }
}

#[cfg(test)]
#[cfg(any(feature = "aws_lc_rs", feature = "rust_crypto"))]
mod tests;
