//! An HMAC secret that is one of the policy's own public keys: whoever reads the key could sign.

use std::sync::Arc;

use super::trusted_issuer::TrustedIssuer;
use crate::error::{ConfigError, weak_key};
use crate::keys::BoundKey;

/// Checks the secrets of all issuers against the given keys of all issuers, in whatever form they are written.
pub(super) fn check_secrets(
    issuers: &[Arc<TrustedIssuer>],
    given: &[Arc<BoundKey>],
) -> Result<(), ConfigError> {
    let public: Vec<_> = given.iter().filter(|key| !key.key.is_secret()).collect();
    if public.is_empty() {
        return Ok(());
    }
    for (index, issuer) in issuers.iter().enumerate() {
        for secret in issuer.keys.given() {
            let Some(readings) = secret.key.secret_readings() else { continue };
            if public.iter().any(|key| readings.hold(&key.key.material)) {
                let message =
                    "a secret is a public key of this policy; whoever knows the key could sign";
                return Err(weak_key(message).at(format_args!("issuers[{index}].keys")));
            }
        }
    }
    Ok(())
}
