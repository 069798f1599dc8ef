//! Scopes without repetition, in order, bounded: what a token or an API key holds.

use std::collections::BTreeSet;

use super::is_scope_token;
use crate::limits::SCOPES_MAX;

/// So few are compared one by one faster than they are put in order.
const FEW: usize = 16;

#[derive(Default)]
pub(crate) struct DistinctScopes<'a> {
    pub(crate) ordered: Vec<&'a str>,
    /// All of them, once they are more than a few.
    seen: BTreeSet<&'a str>,
}

/// What was to be added is no scope, or is one too many.
#[derive(Debug)]
pub(crate) struct NoScope;

impl<'a> DistinctScopes<'a> {
    pub(crate) fn add(&mut self, scope: &'a str) -> Result<(), NoScope> {
        if !is_scope_token(scope) {
            return Err(NoScope);
        }
        if !self.holds(scope) {
            self.ordered.push(scope);
        }
        if self.ordered.len() > SCOPES_MAX { Err(NoScope) } else { Ok(()) }
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
