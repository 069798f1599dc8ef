//! A provider with the parameters of one policy.

use super::provider::Provider;
use super::providers::PROVIDERS;
use crate::error::{ConfigError, invalid_policy, quoted};
use crate::scope::ClaimRequirement;

/// A provider whose parameters have values.
#[derive(Clone, Debug)]
pub(crate) struct ConfiguredProvider {
    pub(crate) provider: &'static Provider,
    values: Vec<(&'static str, String)>,
}

impl Provider {
    /// # Errors
    /// `invalid_policy` for a name that no preset has.
    pub(crate) fn named(name: &str) -> Result<&'static Self, ConfigError> {
        PROVIDERS.iter().find(|provider| provider.name == name).ok_or_else(|| {
            let names: Vec<_> = PROVIDERS.iter().map(|provider| provider.name).collect();
            let message =
                format_args!("{} is not a preset; one of {}", quoted(name), names.join(", "));
            invalid_policy(message).at("preset")
        })
    }

    /// Checks each parameter. `given` reads the policy's value of a parameter by its name.
    pub(crate) fn configured(
        &'static self,
        given: impl Fn(&str) -> Result<Option<String>, ConfigError>,
        http_anywhere: bool,
    ) -> Result<ConfiguredProvider, ConfigError> {
        let mut values = Vec::new();
        for parameter in self.parameters {
            let value = parameter.value(given(parameter.name)?, http_anywhere)?;
            values.push((parameter.name, value));
        }
        Ok(ConfiguredProvider { provider: self, values })
    }
}

impl ConfiguredProvider {
    /// One of the provider's texts, its parameters filled in; `None` when the provider has no such text.
    pub(crate) fn text(&self, template: &str) -> Option<String> {
        let mut filled = String::new();
        for part in template.split('{') {
            let (name, rest) = part.split_once('}').unwrap_or(("", part));
            let value = self.values.iter().find(|(other, _)| *other == name);
            filled.push_str(value.map_or("", |(_, value)| value));
            filled.push_str(rest);
        }
        (!filled.is_empty()).then_some(filled)
    }

    /// The issuer's name; empty where the policy has to name it.
    pub(crate) fn issuer(&self) -> String {
        match self.provider.tenant_issuer {
            "" => self.text(self.provider.issuer).unwrap_or_default(),
            template => template.to_owned(),
        }
    }

    pub(super) fn jwks_uri(&self) -> Option<String> {
        self.text(self.provider.jwks_uri)
    }

    pub(super) fn metadata_url(&self) -> Option<String> {
        self.text(self.provider.metadata_url)
    }

    /// What claims of every token must say.
    pub(super) fn required_values(&self) -> Result<Vec<ClaimRequirement>, ConfigError> {
        let values = self.provider.required_values.iter();
        values.map(|(name, value)| ClaimRequirement::any_of(*name, self.text(value))).collect()
    }

    pub(super) fn tenant(&self) -> Option<String> {
        self.text(self.provider.tenant)
    }

    pub(super) fn trust_domain(&self) -> Option<String> {
        self.text(self.provider.trust_domain)
    }
}
