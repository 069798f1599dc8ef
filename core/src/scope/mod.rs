//! Scopes: what a credential holds, what an operation needs, and what implies what.

mod requirement;
mod rules;
mod token;

pub use requirement::Requirement;
pub use rules::ScopeRules;
pub(crate) use token::{is_scope_token, split};
