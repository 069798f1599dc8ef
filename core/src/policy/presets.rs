//! The presets as Rust types. What each provider's tokens look like stands in `providers.rs`.

use super::configured_provider::ConfiguredProvider;
use super::providers::Provider;
use crate::error::ConfigError;

/// A provider that Doorward knows: the form of its `iss`, its algorithms, claims and keys.
///
/// ```
/// use doorward::policy::{Issuer, Preset};
///
/// let issuer = Issuer::preset(&Preset::Auth0 { domain: "tenant.eu.auth0.com" })?
///     .audience("https://api.example.com");
/// # Ok::<(), doorward::ConfigError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Preset<'a> {
    /// Auth0.
    Auth0 {
        /// The tenant's host name.
        domain: &'a str,
    },
    /// Okta, a custom authorization server.
    Okta {
        /// The organization's host name.
        domain: &'a str,
        /// The authorization server's id; `default` unless given.
        authorization_server: Option<&'a str>,
    },
    /// Microsoft Entra, tokens of version 2.0.
    Entra {
        /// The tenant's GUID.
        tenant: &'a str,
    },
    /// Microsoft Entra, tokens of version 1.0.
    EntraV1 {
        /// The tenant's GUID.
        tenant: &'a str,
    },
    /// Amazon Cognito.
    Cognito {
        /// The region, such as `eu-west-1`.
        region: &'a str,
        /// The user pool's id.
        user_pool_id: &'a str,
        /// `amazonaws.com` unless given.
        dns_suffix: Option<&'a str>,
    },
    /// Keycloak.
    Keycloak {
        /// The server's URL, before `/realms/`.
        url: &'a str,
        /// The realm's name, percent-encoded where needed.
        realm: &'a str,
    },
    /// ID tokens of Google's service accounts.
    Google,
    /// GitHub Actions.
    GithubActions,
    /// GitLab CI.
    GitlabCi {
        /// The instance's URL; `https://gitlab.com` unless given.
        url: Option<&'a str>,
    },
    /// Service account tokens of Kubernetes. Name the issuer: [`Issuer::issuer_name`](super::Issuer::issuer_name).
    Kubernetes,
    /// JWT-SVIDs of SPIFFE.
    Spiffe {
        /// The trust domain's name.
        trust_domain: &'a str,
    },
    /// RFC 9068 to the letter. Name the issuer: [`Issuer::issuer_name`](super::Issuer::issuer_name).
    Rfc9068,
}

type Values<'a> = [(&'static str, Option<&'a str>); 3];

impl<'a> Preset<'a> {
    /// The name in JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Auth0 { .. } => "auth0",
            Self::Okta { .. } => "okta",
            Self::Entra { .. } => "entra",
            Self::EntraV1 { .. } => "entra_v1",
            Self::Cognito { .. } => "cognito",
            Self::Keycloak { .. } => "keycloak",
            Self::Google => "google",
            Self::GithubActions => "github_actions",
            Self::GitlabCi { .. } => "gitlab_ci",
            Self::Kubernetes => "kubernetes",
            Self::Spiffe { .. } => "spiffe",
            Self::Rfc9068 => "rfc9068",
        }
    }

    /// The parameters by their names in JSON.
    const fn values(&self) -> Values<'a> {
        const NONE: (&str, Option<&str>) = ("", None);
        match *self {
            Self::Auth0 { domain } => [("domain", Some(domain)), NONE, NONE],
            Self::Okta { domain, authorization_server } => {
                [("domain", Some(domain)), ("authorization_server", authorization_server), NONE]
            }
            Self::Entra { tenant } | Self::EntraV1 { tenant } => {
                [("tenant", Some(tenant)), NONE, NONE]
            }
            Self::Cognito { region, user_pool_id, dns_suffix } => [
                ("region", Some(region)),
                ("user_pool_id", Some(user_pool_id)),
                ("dns_suffix", dns_suffix),
            ],
            Self::Keycloak { url, realm } => [("url", Some(url)), ("realm", Some(realm)), NONE],
            Self::GitlabCi { url } => [("url", url), NONE, NONE],
            Self::Spiffe { trust_domain } => [("trust_domain", Some(trust_domain)), NONE, NONE],
            Self::Google | Self::GithubActions | Self::Kubernetes | Self::Rfc9068 => {
                [NONE, NONE, NONE]
            }
        }
    }

    pub(super) fn configured(&self) -> Result<ConfiguredProvider, ConfigError> {
        let values = self.values();
        let given = |wanted: &str| {
            let found = values.iter().find(|(name, _)| *name == wanted);
            Ok(found.and_then(|(_, value)| *value).map(str::to_owned))
        };
        Provider::named(self.name())?.configured(given, false)
    }
}

#[cfg(test)]
mod tests {
    use super::{Preset, Provider};
    use crate::policy::providers::PROVIDERS;

    const ALL: [Preset<'_>; 12] = [
        Preset::Auth0 { domain: "a.example" },
        Preset::Okta { domain: "a.example", authorization_server: Some("main") },
        Preset::Entra { tenant: "00000000-0000-0000-0000-000000000000" },
        Preset::EntraV1 { tenant: "00000000-0000-0000-0000-000000000000" },
        Preset::Cognito { region: "eu-west-1", user_pool_id: "a", dns_suffix: Some("b.example") },
        Preset::Keycloak { url: "https://a.example", realm: "b" },
        Preset::Google,
        Preset::GithubActions,
        Preset::GitlabCi { url: Some("https://a.example") },
        Preset::Kubernetes,
        Preset::Spiffe { trust_domain: "a.example" },
        Preset::Rfc9068,
    ];

    #[test]
    fn every_provider_is_a_preset_with_the_same_parameters() {
        let names: Vec<_> = ALL.iter().map(Preset::name).collect();
        let providers: Vec<_> = PROVIDERS.iter().map(|provider| provider.name).collect();
        assert_eq!(names, providers);
        for preset in ALL {
            let provider = Provider::named(preset.name()).unwrap();
            let parameters: Vec<_> = provider.parameters.iter().map(|one| one.name).collect();
            let values = preset.values();
            let given: Vec<_> = values.iter().filter(|(_, value)| value.is_some()).collect();
            assert_eq!(given.iter().map(|(name, _)| *name).collect::<Vec<_>>(), parameters);
            assert!(preset.configured().is_ok(), "{}", preset.name());
        }
    }
}
