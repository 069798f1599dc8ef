//! Scopes: what a credential holds, what an operation needs, and what implies what.

mod claim;
mod distinct;
mod granting;
mod requirement;
mod rules;
mod token;

pub use claim::{ClaimRequirement, ClaimValue};
pub(crate) use distinct::{DistinctScopes, ScopeError};
pub use requirement::Requirement;
pub use rules::ScopeRules;
pub(crate) use token::{is_scope_token, split};
