//! Scopes without repetition, in order, bounded: what a token or an API key holds.

use std::collections::{BTreeSet, BinaryHeap};
use std::mem;

use super::is_scope_token;
use crate::limits::SCOPES_MAX;

/// Up to this many scopes a linear search is faster.
const FEW: usize = 16;

#[derive(Default)]
pub(crate) struct DistinctScopes<'a> {
    pub(crate) ordered: Vec<&'a str>,
    /// Names of roles that end as wildcards do, by their place.
    role_patterns: Vec<usize>,
    /// Those of them that are scopes too.
    scope_patterns: BinaryHeap<&'a str>,
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
    /// `may_be_wildcard`: it is a scope, not a role or a group.
    // One copy of it, because each form of a scope claim calls it.
    #[inline(never)]
    pub(crate) fn add(&mut self, scope: &'a str, may_be_wildcard: bool) -> Result<(), ScopeError> {
        if !is_scope_token(scope) {
            return Err(ScopeError::Malformed);
        }
        let is_new = !self.holds(scope);
        if is_new {
            self.ordered.push(scope);
        }
        if scope.ends_with(":*") {
            match may_be_wildcard {
                true if !is_new && !self.role_patterns.is_empty() => {
                    self.scope_patterns.push(scope)
                }
                false if is_new => self.role_patterns.push(self.ordered.len() - 1),
                _ => {}
            }
        }
        if self.ordered.len() > SCOPES_MAX { Err(ScopeError::TooMany) } else { Ok(()) }
    }

    /// The places of names that are no wildcards though they end as wildcards do, in order.
    pub(crate) fn no_wildcards(&mut self) -> Vec<usize> {
        let mut places = mem::take(&mut self.role_patterns);
        if !places.is_empty() {
            let scopes = mem::take(&mut self.scope_patterns).into_sorted_vec();
            let name = |place: &usize| self.ordered.get(*place).copied().unwrap_or_default();
            places.retain(|place| scopes.binary_search(&name(place)).is_err());
        }
        places
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
