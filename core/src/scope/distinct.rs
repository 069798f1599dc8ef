//! Scopes without repetition, in order, bounded: what a token or an API key holds.

use std::collections::BTreeSet;

use super::is_scope_token;
use crate::limits::SCOPES_MAX;

/// Up to this many scopes a linear search is faster.
const FEW: usize = 16;

#[derive(Default)]
pub(crate) struct DistinctScopes<'a> {
    pub(crate) ordered: Vec<&'a str>,
    /// All of them, once they are more than a few.
    seen: BTreeSet<&'a str>,
}

/// Why a scope is not added.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ScopeError {
    /// It is no scope-token.
    Malformed,
    /// It is one too many.
    TooMany,
}

impl<'a> DistinctScopes<'a> {
    pub(crate) fn add(&mut self, scope: &'a str) -> Result<(), ScopeError> {
        if !is_scope_token(scope) {
            return Err(ScopeError::Malformed);
        }
        if !self.holds(scope) {
            self.ordered.push(scope);
        }
        if self.ordered.len() > SCOPES_MAX { Err(ScopeError::TooMany) } else { Ok(()) }
    }

    fn holds(&mut self, scope: &'a str) -> bool {
        if self.ordered.len() < FEW {
            return self.ordered.contains(&scope);
        }
        if self.seen.is_empty() {
            self.seen.extend(self.ordered.iter().copied());
        }
        !self.seen.insert(scope)
    }
}
