//! Finds one of thousands of issuers by its name.

use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::trusted_issuer::TrustedIssuer;

/// The issuers by the hashes of their names, in order. Numbers are compared in place of texts, because names of tenants
/// begin alike. The seed is fixed: the names come from the policy, and a token only looks one up.
#[derive(Clone, Debug, Default)]
pub(super) struct IssuerIndex(Vec<(u64, usize)>);

impl IssuerIndex {
    /// The index of the issuer with exactly this name.
    pub(super) fn find(&self, name: &str, issuers: &[Arc<TrustedIssuer>]) -> Option<usize> {
        let hash = hash(name);
        let first = self.0.partition_point(|(other, _)| *other < hash);
        let alike = self.0.get(first..)?.iter().take_while(|(other, _)| *other == hash);
        let mut indexes = alike.map(|(_, index)| *index);
        indexes.find(|index| issuers.get(*index).is_some_and(|issuer| *issuer.name == *name))
    }

    pub(super) fn add(&mut self, name: &str, index: usize) {
        let hash = hash(name);
        self.0.insert(self.0.partition_point(|(other, _)| *other < hash), (hash, index));
    }

    pub(super) fn remove(&mut self, index: usize) {
        self.0.retain(|(_, other)| *other != index);
    }
}

fn hash(name: &str) -> u64 {
    FixedState::default().hash_one(name)
}
