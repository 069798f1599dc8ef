//! Finds one of thousands of issuers, by its name or its number.

use std::hash::BuildHasher;
use std::num::NonZeroU64;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::trusted_issuer::TrustedIssuer;

/// Issuers by the hashes of their names or by their numbers, in order. Numbers are compared in place of texts, because
/// names of tenants begin alike. The seed of the hash is fixed: the names come from the policy, and a token only looks
/// one up.
#[derive(Clone, Debug, Default)]
pub(super) struct IssuerIndex(Vec<(u64, usize)>);

impl IssuerIndex {
    /// Every issuer by its number.
    pub(super) fn by_number(issuers: &[Arc<TrustedIssuer>]) -> Self {
        let mut all = Self::default();
        for (index, issuer) in issuers.iter().enumerate() {
            all.insert(issuer.number.get(), index);
        }
        all
    }

    /// The index of the issuer with exactly this name.
    pub(super) fn find(&self, name: &str, issuers: &[Arc<TrustedIssuer>]) -> Option<usize> {
        let mut indexes = self.with(hash(name));
        indexes.find(|index| issuers.get(*index).is_some_and(|issuer| *issuer.name == *name))
    }

    /// The index of the issuer with this number.
    pub(super) fn numbered(&self, number: NonZeroU64) -> Option<usize> {
        self.with(number.get()).next()
    }

    pub(super) fn add(&mut self, name: &str, index: usize) {
        self.insert(hash(name), index);
    }

    pub(super) fn remove(&mut self, index: usize) {
        self.0.retain(|(_, other)| *other != index);
    }

    fn with(&self, key: u64) -> impl Iterator<Item = usize> {
        let first = self.0.partition_point(|(other, _)| *other < key);
        let rest = self.0.get(first..).unwrap_or_default().iter();
        rest.take_while(move |(other, _)| *other == key).map(|(_, index)| *index)
    }

    // No sort, which takes kilobytes of a wasm module.
    fn insert(&mut self, key: u64, index: usize) {
        self.0.insert(self.0.partition_point(|(other, _)| *other < key), (key, index));
    }
}

fn hash(name: &str) -> u64 {
    FixedState::default().hash_one(name)
}
