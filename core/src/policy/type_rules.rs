//! Which tokens of an issuer count, by their type.

use super::profile::Profile;
use super::provider::Provider;
use crate::error::{ConfigError, invalid_policy};
use crate::scope::ClaimRequirement;

/// How an issuer's access tokens are told from its other tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TypeRules {
    pub(crate) profile: Profile,
    /// A claim by which the provider marks its access tokens.
    pub(crate) marker: Option<ClaimRequirement>,
    /// Whether a token without a marker is refused when its claims look like those of another type.
    pub(crate) guesses: bool,
    /// Whether a token without a marker is refused.
    pub(crate) needs_marker: bool,
    pub(crate) accepts_id_tokens: bool,
}

/// The members of an issuer that say what counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TypeSettings {
    pub(crate) guess_type: bool,
    /// `None`: what the preset says.
    pub(crate) accepts_id_tokens: Option<bool>,
    pub(crate) any_type: bool,
}

impl Default for TypeSettings {
    fn default() -> Self {
        Self { guess_type: true, accepts_id_tokens: None, any_type: false }
    }
}

impl TypeSettings {
    /// What the policy says, or else the preset.
    pub(super) fn accepts_id_tokens_of(self, provider: Option<&Provider>) -> bool {
        let of_provider = provider.is_some_and(|known| known.accepts_id_tokens);
        self.accepts_id_tokens.unwrap_or(of_provider)
    }

    /// Builds the rules. `required` are the policy's own claims: what a preset requires of them names a tenant or a
    /// policy of the provider, and marks no access token. Where `guess_type` is off, something must mark access tokens.
    pub(super) fn rules(
        self,
        profile: Profile,
        provider: Option<&Provider>,
        required: &[ClaimRequirement],
    ) -> Result<TypeRules, ConfigError> {
        let marker = provider.and_then(Provider::marker).transpose()?;
        let has_value = required.iter().any(ClaimRequirement::has_values);
        let guesses = self.guess_type && !self.any_type;
        let is_always_marked = !self.any_type && provider.is_some_and(|known| known.needs_marker);
        let marked = has_value || self.any_type || is_always_marked || profile == Profile::Rfc9068;
        if !guesses && !marked && marker.is_none() {
            return Err(invalid_policy(
                "`guess_type: false` needs a marker of access tokens: give `required_claims` a value, such as \
                 {\"claim\": \"type\", \"value\": \"access\"}, or say `danger_any_type`",
            )
            .at("guess_type"));
        }
        let needs_marker = is_always_marked || (!guesses && !marked);
        Ok(TypeRules {
            profile,
            marker,
            guesses,
            needs_marker,
            accepts_id_tokens: self.accepts_id_tokens_of(provider),
        })
    }
}
