//! What of a policy stays when a verifier is renewed with another one.

use std::sync::Arc;

use super::Policy;
use super::issuer_index::IssuerIndex;
use super::trusted_issuer::TrustedIssuer;
use crate::keys::BoundKey;

impl Policy {
    /// This policy with the issuers of the other one in place of its own equals, so that their keys and numbers stay.
    pub(crate) fn keeping(&self, other: &Self) -> Self {
        let mut renewed = self.clone();
        if self.provider == other.provider {
            for issuer in &mut renewed.issuers {
                if let Some(stayed) = other.equal_of(issuer) {
                    *issuer = Arc::clone(stayed);
                }
            }
        }
        renewed.by_number = IssuerIndex::by_number(&renewed.issuers);
        renewed.keys = given_keys(&renewed.issuers);
        renewed
    }

    /// The issuer of this policy that is equal in everything that decides on a token.
    fn equal_of(&self, issuer: &TrustedIssuer) -> Option<&Arc<TrustedIssuer>> {
        // These are not found by their names.
        let others = self.without_iss.iter().chain(&self.of_tenants).copied();
        let mut indexes = self.by_name.find(&issuer.name, &self.issuers).into_iter().chain(others);
        indexes.find_map(|index| self.issuers.get(index).filter(|known| known.is_same(issuer)))
    }

    /// Whether a token that one of the two policies has verified has the same scopes under the other, if its issuer
    /// stayed.
    pub(crate) fn decides_alike(&self, other: &Self) -> bool {
        self.rules == other.rules
            && self.api_keys == other.api_keys
            && self.token_cache == other.token_cache
    }
}

/// The given keys of all issuers, by their numbers.
pub(super) fn given_keys(issuers: &[Arc<TrustedIssuer>]) -> Vec<Arc<BoundKey>> {
    let mut keys = Vec::<Arc<BoundKey>>::new();
    for key in issuers.iter().flat_map(|issuer| issuer.keys.given()) {
        // Mostly the greatest number so far.
        let place = keys.partition_point(|other| other.number < key.number);
        keys.insert(place, Arc::clone(key));
    }
    keys
}
