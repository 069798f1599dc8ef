//! Scopes without repetition, in order, bounded: what a token or an API key holds.

use std::collections::BTreeSet;

use super::is_scope_token;
use crate::limits::SCOPES_MAX;

#[derive(Default)]
pub(crate) struct DistinctScopes {
    pub(crate) ordered: Vec<String>,
    seen: BTreeSet<String>,
}

/// What was to be added is no scope, or is one too many.
#[derive(Debug)]
pub(crate) struct NoScope;

impl DistinctScopes {
    pub(crate) fn add(&mut self, scope: &str) -> Result<(), NoScope> {
        if !is_scope_token(scope) {
            return Err(NoScope);
        }
        if self.seen.insert(scope.to_owned()) {
            self.ordered.push(scope.to_owned());
        }
        if self.ordered.len() > SCOPES_MAX { Err(NoScope) } else { Ok(()) }
    }
}
