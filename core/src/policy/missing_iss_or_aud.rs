//! What must hold where a policy accepts tokens that name no issuer, or no audience: nothing but the key tells them
//! from the tokens of others.

use std::sync::Arc;

use super::issuer::Issuer;
use super::trusted_issuer::TrustedIssuer;
use crate::error::{ConfigError, invalid_policy};
use crate::keys::BoundKey;
use crate::scope::ClaimRequirement;

impl Issuer {
    /// Checks the issuer by itself.
    pub(super) fn check_missing_iss_or_aud(&self) -> Result<(), ConfigError> {
        let Some(path) = self.missing_member() else { return Ok(()) };
        let refused = |message: &'static str| Err(invalid_policy(message).at(path));
        if self.keys.is_none() || self.jwks_uri.is_some() || self.metadata_url.is_some() {
            return refused("needs `keys` that are given, and no others");
        }
        let known = self.provider.as_ref().map(|known| known.provider);
        if self.types.accepts_id_tokens_of(known) {
            return refused("cannot be combined with `accepts_id_tokens`");
        }
        let tells_type = self.required_claims.iter().any(ClaimRequirement::has_values);
        if !tells_type && !self.types.any_type {
            return refused(
                "needs a marker of the type: give `required_claims` a value, such as {\"claim\": \"type\", \
                 \"value\": \"access\"}, or say `danger_any_type`",
            );
        }
        Ok(())
    }

    /// The member that makes it so.
    fn missing_member(&self) -> Option<&'static str> {
        match (self.no_issuer, self.no_audience) {
            (true, _) => Some("danger_no_issuer"),
            (_, true) => Some("danger_no_audience"),
            _ => None,
        }
    }
}

/// Checks all issuers together: one such issuer at most, and no other with one of its keys.
pub(super) fn check_together(issuers: &[Arc<TrustedIssuer>]) -> Result<(), ConfigError> {
    let mut lacking = issuers.iter().enumerate().filter(|(_, issuer)| issuer.lacks_iss_or_aud());
    let Some((index, issuer)) = lacking.next() else { return Ok(()) };
    let refused = |index: usize, message: &'static str| {
        Err(invalid_policy(message).at(format_args!("issuers[{index}]")))
    };
    if let Some((second, _)) = lacking.next() {
        return refused(
            second,
            "only one issuer may say `danger_no_issuer` or `danger_no_audience`",
        );
    }
    for (other_index, other) in issuers.iter().enumerate().filter(|(other, _)| *other != index) {
        if other.trust_domain.is_some() && issuer.has_no_issuer {
            return refused(index, "`danger_no_issuer` beside a SPIFFE issuer is ambiguous");
        }
        let is_of_other = |key: &Arc<BoundKey>| {
            other.keys.given().iter().any(|other| key.key.has_material_of(&other.key))
        };
        if issuer.keys.given().iter().any(is_of_other) {
            return refused(
                other_index,
                "has a key of the issuer that says `danger_no_issuer` or `danger_no_audience`",
            );
        }
    }
    Ok(())
}
