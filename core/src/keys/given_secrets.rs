//! The HMAC secrets of a policy, and whether an issuer publishes one of them.

use std::sync::atomic::{AtomicBool, Ordering};

use super::KeySet;
use super::missing_keys::KeyQuery;
use super::set::{KeyNumber, Selection};
use super::source::IssuerKeys;
use crate::crypto::SecretReadings;
use crate::time::UnixTime;

/// The secrets of all issuers of one verifier. One that turns out to be a fetched public key verifies nothing any more,
/// because whoever knows the key could sign.
#[derive(Debug)]
pub(crate) struct GivenSecrets {
    secrets: Vec<GivenSecret>,
}

struct GivenSecret {
    number: KeyNumber,
    readings: SecretReadings,
    is_public: AtomicBool,
}

impl GivenSecrets {
    pub(crate) fn of<'k>(issuers: impl Iterator<Item = &'k IssuerKeys> + Clone) -> Self {
        let mut secrets = Vec::new();
        // Where nothing is fetched, the policy has compared them.
        if issuers.clone().any(|keys| keys.fetched.is_some()) {
            for key in issuers.flat_map(IssuerKeys::given) {
                if let Some(readings) = key.key.secret_readings() {
                    let is_public = AtomicBool::new(false);
                    secrets.push(GivenSecret { number: key.number, readings, is_public });
                }
            }
        }
        Self { secrets }
    }

    /// The given keys that may have signed.
    pub(crate) fn select(&self, given: &KeySet, query: KeyQuery<'_>, now: UnixTime) -> Selection {
        let selection = given.select(query);
        if !given.some_key_ends() && self.secrets.is_empty() {
            return selection;
        }
        match selection {
            Selection::Keys(keys) => {
                keys.without(|key| self.is_public(key.number) || key.key.has_ended(now))
            }
            selection => selection,
        }
    }

    /// Looks for the secrets in a set that was fetched.
    pub(crate) fn look_for_them_in(&self, fetched: &KeySet) {
        for secret in &self.secrets {
            if fetched.keys().iter().any(|key| secret.readings.hold(&key.key.material)) {
                secret.is_public.store(true, Ordering::Relaxed);
            }
        }
    }

    fn is_public(&self, number: KeyNumber) -> bool {
        let secret = self.secrets.iter().find(|secret| secret.number == number);
        secret.is_some_and(|secret| secret.is_public.load(Ordering::Relaxed))
    }
}

impl std::fmt::Debug for GivenSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GivenSecret").field("number", &self.number).finish_non_exhaustive()
    }
}
