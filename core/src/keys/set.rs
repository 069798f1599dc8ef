//! The keys of one issuer, each bound to its algorithms, and the choice among them.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use foldhash::fast::FixedState;

use super::Key;
use crate::crypto::{Algorithm, CryptoProvider, Family, SignatureCheck, begins_with_small_order};
use crate::error::{ConfigError, invalid_key};

/// An internal number of a key in one verifier; it is not the `kid`. A host imports a key once and keeps it under
/// this number. The number stays valid until a refresh removes the key.
pub type KeyNumber = u32;

/// Gives out [`KeyNumber`]s. A verifier has one counter, so that a number never names two keys.
#[derive(Debug, Default)]
pub(crate) struct KeyNumbers(AtomicU32);

impl KeyNumbers {
    pub(crate) fn from(first: KeyNumber) -> Self {
        Self(AtomicU32::new(first))
    }

    pub(crate) fn next(&self) -> KeyNumber {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

/// A key with the checks built for it.
pub(crate) struct BoundKey {
    pub(crate) number: KeyNumber,
    pub(crate) key: Key,
    checks: Vec<(Algorithm, SignatureCheck)>,
}

impl BoundKey {
    pub(crate) fn new(
        key: Key,
        algorithms: &[Algorithm],
        provider: CryptoProvider,
    ) -> Result<Self, ConfigError> {
        let served = algorithms.iter().filter(|algorithm| key.serves(**algorithm));
        let checks = served.map(|algorithm| {
            let check = provider.verifier_for(*algorithm, &key.material);
            check.map(|check| (*algorithm, check)).ok_or_else(|| {
                invalid_key(format!("the key is no valid public key for {algorithm}"))
            })
        });
        let checks = checks.collect::<Result<Vec<_>, _>>()?;
        Ok(Self { number: 0, key, checks })
    }

    pub(crate) fn numbered(mut self, number: KeyNumber) -> Self {
        self.number = number;
        self
    }

    pub(crate) fn serves_none(&self) -> bool {
        self.checks.is_empty()
    }

    fn serves(&self, algorithm: Algorithm) -> bool {
        self.checks.iter().any(|(own, _)| *own == algorithm)
    }

    /// Whether the length is right and the form is one that all platforms judge alike.
    pub(crate) fn can_be_genuine(&self, algorithm: Algorithm, signature: &[u8]) -> bool {
        let material = &self.key.material;
        signature.len() == material.signature_bytes(algorithm)
            && !(algorithm.family() == Family::Ed25519 && begins_with_small_order(signature))
    }

    /// `None`: the host must be asked.
    pub(crate) fn verify(
        &self,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Option<bool> {
        let check = self.checks.iter().find(|(own, _)| *own == algorithm);
        check.map_or(Some(false), |(_, check)| check.verify(message, signature))
    }
}

impl std::fmt::Debug for BoundKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BoundKey").field("number", &self.number).field("key", &self.key).finish()
    }
}

/// All keys of one issuer.
#[derive(Debug, Default)]
pub(crate) struct KeySet {
    keys: Vec<Arc<BoundKey>>,
    /// The hash has a fixed seed. That is safe, because the names come from a trusted issuer.
    by_key_id: HashMap<String, Vec<usize>, FixedState>,
    without_key_id: Vec<usize>,
}

impl KeySet {
    /// Adds a key. `Ok(false)`: it cannot be used with any of the issuer's algorithms.
    pub(crate) fn add(&mut self, key: Arc<BoundKey>) -> Result<bool, ConfigError> {
        if key.serves_none() {
            return Ok(false);
        }
        let index = self.keys.len();
        if let Some(key_id) = key.key.key_id() {
            let same = self.by_key_id.entry(key_id.to_owned()).or_default();
            let clash = |other: &usize| {
                self.keys.get(*other).is_some_and(|other| {
                    other.checks.iter().any(|(algorithm, _)| key.serves(*algorithm))
                })
            };
            if same.iter().any(clash) {
                return Err(invalid_key("two keys have the same `kid` and algorithm"));
            }
            same.push(index);
        } else {
            self.without_key_id.push(index);
        }
        self.keys.push(key);
        Ok(true)
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<BoundKey>> {
        self.keys.iter()
    }

    /// With a `kid`: the keys of that `kid`, or, if there are none, the keys without `kid`. Without: all keys.
    /// Exactly one of them must fit the algorithm.
    pub(crate) fn select(
        &self,
        key_id: Option<&str>,
        algorithm: Algorithm,
    ) -> Option<&Arc<BoundKey>> {
        match key_id.map(|key_id| self.by_key_id.get(key_id)) {
            Some(Some(named)) => self.only(named.iter().copied(), algorithm),
            Some(None) => self.only(self.without_key_id.iter().copied(), algorithm),
            None => self.only(0..self.keys.len(), algorithm),
        }
    }

    fn only(
        &self,
        candidates: impl Iterator<Item = usize>,
        algorithm: Algorithm,
    ) -> Option<&Arc<BoundKey>> {
        let keys = candidates.filter_map(|index| self.keys.get(index));
        let mut fitting = keys.filter(|key| key.serves(algorithm));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }
}
