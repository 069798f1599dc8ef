//! An HMAC secret that is one of the policy's own public keys: whoever reads the key could sign.

use super::trusted_issuer::TrustedIssuer;
use crate::error::{ConfigError, weak_key};

/// Checks the secrets of all issuers against the public keys of all issuers, in whatever form they are written.
pub(super) fn check_secrets(issuers: &[TrustedIssuer]) -> Result<(), ConfigError> {
    let given = || issuers.iter().flat_map(|issuer| issuer.keys.given());
    if !given().any(|key| key.key.is_secret()) {
        return Ok(());
    }
    let public = given().map(|key| &key.key).collect();
    for (index, issuer) in issuers.iter().enumerate() {
        if issuer.keys.given().any(|key| key.key.is_secret_of(&public)) {
            let message =
                "a secret is a public key of this policy; whoever knows the key could sign";
            return Err(weak_key(message).at(format!("issuers[{index}].keys")));
        }
    }
    Ok(())
}
