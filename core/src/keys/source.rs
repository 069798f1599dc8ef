//! Where the keys of one issuer come from.

use std::sync::Arc;

use super::{BoundKey, KeySet, KeySetRules, UnusableKey};
use crate::fetch::FetchUrl;
use crate::time::UnixTime;

/// The keys of one issuer: given in the policy, fetched, or both.
#[derive(Debug)]
pub(crate) struct IssuerKeys {
    pub(crate) given: Option<GivenKeys>,
    pub(crate) fetched: Option<FetchedKeys>,
}

#[derive(Debug)]
pub(crate) struct GivenKeys {
    pub(crate) set: KeySet,
    /// The keys of given sets that are ignored.
    pub(crate) unusable: Vec<UnusableKey>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FetchedKeys {
    pub(crate) source: KeySource,
    pub(crate) rules: KeySetRules,
}

impl GivenKeys {
    /// Whether the same keys are given in the same order, and the same ones are ignored.
    fn is_same(&self, other: &Self) -> bool {
        let (own, others) = (self.set.keys(), other.set.keys());
        own.len() == others.len()
            && own.iter().zip(others).all(|(own, other)| own.key.is_same_given(&other.key))
            && self.unusable == other.unusable
    }

    /// How many keys have not ended.
    pub(super) fn keys_at(&self, now: UnixTime) -> usize {
        self.set.keys().iter().filter(|key| !key.key.has_ended(now)).count()
    }

    /// Public keys that have not ended and that the fetched set lacks.
    pub(super) fn unpublished(&self, fetched: &KeySet, now: UnixTime) -> usize {
        let is_there =
            |key: &BoundKey| fetched.keys().iter().any(|other| key.key.has_material_of(&other.key));
        let serving = self.set.keys().iter().filter(|key| !key.key.has_ended(now));
        serving.filter(|key| !key.key.is_secret() && !is_there(key)).count()
    }
}

impl IssuerKeys {
    /// Whether the same keys are given, and fetched in the same way.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let same_given = match (&self.given, &other.given) {
            (Some(own), Some(other)) => own.is_same(other),
            (None, None) => true,
            _ => false,
        };
        same_given && self.fetched == other.fetched
    }

    pub(crate) fn given(&self) -> &[Arc<BoundKey>] {
        self.given.as_ref().map_or(&[], |given| given.set.keys())
    }
}

/// Where an issuer publishes its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeySource {
    JwksUri(FetchUrl),
    /// Metadata that names the `jwks_uri`: its URL, and the other one it may be at.
    Metadata(FetchUrl, Option<FetchUrl>),
}
