//! The keys of one issuer, each bound to its algorithms, and the choice among them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use foldhash::fast::FixedState;

use super::Key;
use super::missing_keys::KeyQuery;
use crate::crypto::{Algorithm, CryptoProvider, Family, SignatureCheck, begins_with_small_order};
use crate::error::{ConfigError, invalid_key};
use crate::limits::CANDIDATE_KEYS_MAX;
use crate::numbers::next_number;

/// An internal number of a key; it is not the `kid`. A host imports a key once and keeps it under this number, which no
/// other key of the process has or had. It is below 2^53. The number stays valid until a refresh removes the key.
pub type KeyNumber = u64;

/// A key with the checks of its issuer's algorithms.
pub(crate) struct BoundKey {
    pub(crate) number: KeyNumber,
    pub(crate) key: Key,
    provider: CryptoProvider,
    checks: Vec<(Algorithm, LazyCheck)>,
}

/// Built at the first use where reading the key has checked it whole: of an RSA key that takes a thousand times as long as
/// reading it, and few keys of a set are ever used. `None` inside: the provider takes no such key.
type LazyCheck = OnceLock<Option<SignatureCheck>>;

impl BoundKey {
    pub(crate) fn new(
        key: Key,
        algorithms: &[Algorithm],
        provider: CryptoProvider,
    ) -> Result<Self, ConfigError> {
        let served = algorithms.iter().filter(|algorithm| key.serves(**algorithm));
        let checks = served.map(|algorithm| {
            if matches!(algorithm.family(), Family::Rsa | Family::Ed25519) {
                return Ok((*algorithm, LazyCheck::new()));
            }
            let check = provider.verifier_for(*algorithm, &key.material);
            let check = check.ok_or_else(|| {
                invalid_key(format_args!("the key is no valid public key for {algorithm}"))
            });
            Ok((*algorithm, LazyCheck::from(Some(check?))))
        });
        let checks = checks.collect::<Result<Vec<_>, _>>()?;
        Ok(Self { number: next_number().get(), key, provider, checks })
    }

    pub(crate) fn serves_none(&self) -> bool {
        self.checks.is_empty()
    }

    fn serves(&self, algorithm: Algorithm) -> bool {
        self.checks.iter().any(|(own, _)| *own == algorithm)
    }

    /// Bytes that each genuine signature has.
    pub(crate) fn signature_bytes(&self, algorithm: Algorithm) -> usize {
        self.key.material.signature_bytes(algorithm)
    }

    /// Whether the length is right and the form is one that all platforms judge alike.
    pub(crate) fn can_be_genuine(&self, algorithm: Algorithm, signature: &[u8]) -> bool {
        signature.len() == self.signature_bytes(algorithm)
            && !(algorithm.family() == Family::Ed25519 && begins_with_small_order(signature))
    }

    /// `None`: the host must be asked.
    pub(crate) fn verify(
        &self,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Option<bool> {
        let Some((_, check)) = self.checks.iter().find(|(own, _)| *own == algorithm) else {
            return Some(false);
        };
        let built = || self.provider.verifier_for(algorithm, &self.key.material);
        let check = check.get_or_init(built).as_ref();
        check.map_or(Some(false), |check| check.verify(message, signature))
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
    /// Whether some key has a `not_after`, so that others need not be asked.
    some_key_ends: bool,
}

impl KeySet {
    /// Adds a key, once however often it comes. `false`: it cannot be used with any of the issuer's algorithms.
    pub(crate) fn add(&mut self, key: Arc<BoundKey>) -> bool {
        if key.serves_none() {
            return false;
        }
        let index = self.keys.len();
        let named = match key.key.key_id() {
            Some(key_id) => self.by_key_id.entry(key_id.to_owned()).or_default(),
            None => &mut self.without_key_id,
        };
        let is_there =
            |other: &usize| self.keys.get(*other).is_some_and(|other| other.key.is_same(&key.key));
        if !named.iter().any(is_there) {
            named.push(index);
            self.some_key_ends |= key.key.not_after.is_some();
            self.keys.push(key);
        }
        true
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) const fn some_key_ends(&self) -> bool {
        self.some_key_ends
    }

    pub(crate) fn keys(&self) -> &[Arc<BoundKey>] {
        &self.keys
    }

    /// The keys that may have signed a token. With a `kid` that some key has: the keys of that `kid`. With another
    /// one, or without: the keys without `kid`; a token without `kid` may also fit the only key of its algorithm.
    pub(crate) fn select(&self, query: KeyQuery<'_>) -> Selection {
        let named = query.key_id.and_then(|key_id| self.by_key_id.get(key_id));
        let selected = self.fitting(named.unwrap_or(&self.without_key_id).iter().copied(), query);
        if query.key_id.is_some() || !matches!(selected, Selection::None) {
            return selected;
        }
        match self.fitting(0..self.keys.len(), query) {
            Selection::Keys(keys) if !keys.others.is_empty() => Selection::Ambiguous,
            selected => selected,
        }
    }

    fn fitting(&self, indexes: impl Iterator<Item = usize>, query: KeyQuery<'_>) -> Selection {
        let keys = indexes.filter_map(|index| self.keys.get(index));
        let serves =
            |key: &&Arc<BoundKey>| key.serves(query.algorithm) && key.key.signs_for(query.tenant);
        let mut serving = keys.filter(serves).cloned();
        let Some(first) = serving.next() else { return Selection::None };
        let others: Vec<_> = serving.collect();
        if others.len() < CANDIDATE_KEYS_MAX {
            return Selection::Keys(CandidateKeys { first, others });
        }
        // The length of the signature tells RSA keys apart. Where it fits none, the first few refuse it.
        let fits =
            |key: &Arc<BoundKey>| key.signature_bytes(query.algorithm) == query.signature_bytes;
        let mut all: Vec<_> = std::iter::once(first).chain(others).collect();
        if all.iter().any(fits) {
            all.retain(fits);
        } else {
            all.truncate(CANDIDATE_KEYS_MAX);
        }
        if all.len() > CANDIDATE_KEYS_MAX {
            return Selection::Ambiguous;
        }
        let mut all = all.into_iter();
        all.next().map_or(Selection::None, |first| {
            Selection::Keys(CandidateKeys { first, others: all.collect() })
        })
    }
}

/// The result of [`KeySet::select`].
#[derive(Debug)]
pub(crate) enum Selection {
    None,
    Keys(CandidateKeys),
    /// More keys fit than are tried.
    Ambiguous,
}

/// The keys that may have signed one token: one to [`CANDIDATE_KEYS_MAX`], mostly one.
#[derive(Clone, Debug)]
pub(crate) struct CandidateKeys {
    pub(crate) first: Arc<BoundKey>,
    pub(crate) others: Vec<Arc<BoundKey>>,
}

impl CandidateKeys {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<BoundKey>> {
        std::iter::once(&self.first).chain(&self.others)
    }

    pub(super) fn without(self, left_out: impl Fn(&BoundKey) -> bool) -> Selection {
        let mut keys = std::iter::once(self.first).chain(self.others).filter(|key| !left_out(key));
        keys.next().map_or(Selection::None, |first| {
            Selection::Keys(Self { first, others: keys.collect() })
        })
    }
}

#[cfg(test)]
#[cfg(any(feature = "aws_lc_rs", feature = "rust_crypto"))]
mod tests {
    use super::{Algorithm, BoundKey, CryptoProvider, Key};

    #[test]
    fn builds_the_check_of_an_rsa_key_at_its_first_use() {
        let modulus = format!("g{}Q", "A".repeat(340));
        let key = Key::jwk(&format!(r#"{{"kty":"RSA","e":"AQAB","n":"{modulus}"}}"#));
        let algorithms = [Algorithm::Rs256, Algorithm::Ps512];
        let provider = CryptoProvider::BUILT_IN[0];
        let bound = BoundKey::new(key.expect("a key"), &algorithms, provider).expect("it serves");
        let built = || bound.checks.iter().filter(|(_, check)| check.get().is_some()).count();
        assert_eq!(built(), 0);
        for _ in 0..2 {
            assert_eq!(bound.verify(Algorithm::Rs256, b"", &[0; 256]), Some(false));
            assert_eq!(built(), 1);
        }
    }
}
