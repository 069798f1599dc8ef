//! Scopes: what a credential holds, what an operation needs, and what implies what.

mod claim;
mod distinct;
mod granting;
mod held;
mod requirement;
mod rules;
mod scope_claim;
mod token;

pub use claim::{ClaimRequirement, ClaimValue};
pub(crate) use distinct::{DistinctScopes, ScopeError};
pub use held::HeldScopes;
pub use requirement::Requirement;
pub use rules::ScopeRules;
pub use scope_claim::ScopeClaim;
pub(crate) use token::is_scope_token;
