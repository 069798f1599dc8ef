//! The presets as Rust types. What is known of each provider stands in `providers.rs`.

use super::configured_provider::ConfiguredProvider;
use super::provider::Provider;
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
    /// Microsoft Entra, tokens of version 2.0 of several tenants: see [`Issuer::tenants`](super::Issuer::tenants).
    EntraTenants,
    /// Microsoft Entra, tokens of version 1.0 of several tenants.
    EntraV1Tenants,
    /// Amazon Cognito.
    Cognito {
        /// The region, such as `eu-west-1`.
        region: &'a str,
        /// The user pool's id.
        user_pool_id: &'a str,
        /// `amazonaws.com` unless given.
        dns_suffix: Option<&'a str>,
    },
    /// Session tokens of Clerk. They have no `aud`: the audience is the origins of your pages, in `azp`.
    Clerk {
        /// The host name of the Frontend API, such as `clerk.example.com`.
        domain: &'a str,
    },
    /// Supabase Auth, projects that sign with a key pair. The audience is usually `authenticated`.
    Supabase {
        /// The project's ref: the first label of its host name.
        project_ref: &'a str,
    },
    /// ID tokens of Firebase Authentication. The audience is the project's id.
    Firebase {
        /// The project's id.
        project_id: &'a str,
    },
    /// Azure AD B2C, tokens of one policy (user flow).
    B2c {
        /// `<name>.b2clogin.com`, or the custom domain.
        domain: &'a str,
        /// The tenant's GUID.
        tenant: &'a str,
        /// The tenant's name, before `.onmicrosoft.com`.
        tenant_name: &'a str,
        /// The policy's name, written as in `tfp`.
        policy: &'a str,
    },
    /// Cloudflare Access, tokens of applications. The audience is an application's AUD tag.
    CloudflareAccess {
        /// The team's name, before `.cloudflareaccess.com`.
        team: &'a str,
    },
    /// Session tokens of Stytch. The audience is the project's id.
    Stytch {
        /// The project's id.
        project_id: &'a str,
        /// `api.stytch.com` unless given.
        api_host: Option<&'a str>,
    },
    /// Keycloak.
    Keycloak {
        /// The server's URL, before `/realms/`.
        url: &'a str,
        /// The realm's name, percent-encoded where needed.
        realm: &'a str,
    },
    /// Zitadel, access tokens in the form of JWTs.
    Zitadel {
        /// The instance's host name.
        domain: &'a str,
    },
    /// Ory Hydra and Ory Network, access tokens in the form of JWTs. Name the issuer:
    /// [`Issuer::issuer_name`](super::Issuer::issuer_name).
    Hydra,
    /// Duende IdentityServer. Name the issuer: [`Issuer::issuer_name`](super::Issuer::issuer_name).
    Duende,
    /// dex: its access tokens are ID tokens. Name the issuer: [`Issuer::issuer_name`](super::Issuer::issuer_name).
    Dex,
    /// authentik, a provider with an issuer of its own. The audience is the application's client id.
    Authentik {
        /// The server's URL.
        url: &'a str,
        /// The application's slug.
        slug: &'a str,
    },
    /// FusionAuth, tokens of users. The audience is the application's id. Name the issuer:
    /// [`Issuer::issuer_name`](super::Issuer::issuer_name).
    FusionAuth {
        /// The server's URL.
        url: &'a str,
        /// The tenant's id.
        tenant_id: &'a str,
    },
    /// RFC 9068 to the letter. Name the issuer: [`Issuer::issuer_name`](super::Issuer::issuer_name).
    Rfc9068,
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
}

type Values<'a> = [(&'static str, Option<&'a str>); 4];

impl<'a> Preset<'a> {
    /// The name in JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Auth0 { .. } => "auth0",
            Self::Okta { .. } => "okta",
            Self::Entra { .. } => "entra",
            Self::EntraV1 { .. } => "entra_v1",
            Self::EntraTenants => "entra_tenants",
            Self::EntraV1Tenants => "entra_v1_tenants",
            Self::Cognito { .. } => "cognito",
            Self::Clerk { .. } => "clerk",
            Self::Supabase { .. } => "supabase",
            Self::Firebase { .. } => "firebase",
            Self::B2c { .. } => "b2c",
            Self::CloudflareAccess { .. } => "cloudflare_access",
            Self::Stytch { .. } => "stytch",
            Self::Keycloak { .. } => "keycloak",
            Self::Zitadel { .. } => "zitadel",
            Self::Hydra => "hydra",
            Self::Duende => "duende",
            Self::Dex => "dex",
            Self::Authentik { .. } => "authentik",
            Self::FusionAuth { .. } => "fusionauth",
            Self::Rfc9068 => "rfc9068",
            Self::Google => "google",
            Self::GithubActions => "github_actions",
            Self::GitlabCi { .. } => "gitlab_ci",
            Self::Kubernetes => "kubernetes",
            Self::Spiffe { .. } => "spiffe",
        }
    }

    /// The parameters by their names in JSON.
    const fn values(&self) -> Values<'a> {
        const NONE: (&str, Option<&str>) = ("", None);
        match *self {
            Self::Auth0 { domain } | Self::Clerk { domain } | Self::Zitadel { domain } => {
                [("domain", Some(domain)), NONE, NONE, NONE]
            }
            Self::Okta { domain, authorization_server: server } => {
                [("domain", Some(domain)), ("authorization_server", server), NONE, NONE]
            }
            Self::Entra { tenant } | Self::EntraV1 { tenant } => {
                [("tenant", Some(tenant)), NONE, NONE, NONE]
            }
            Self::Cognito { region, user_pool_id, dns_suffix } => [
                ("region", Some(region)),
                ("user_pool_id", Some(user_pool_id)),
                ("dns_suffix", dns_suffix),
                NONE,
            ],
            Self::Supabase { project_ref } => {
                [("project_ref", Some(project_ref)), NONE, NONE, NONE]
            }
            Self::Firebase { project_id } => [("project_id", Some(project_id)), NONE, NONE, NONE],
            Self::B2c { domain, tenant, tenant_name, policy } => [
                ("domain", Some(domain)),
                ("tenant", Some(tenant)),
                ("tenant_name", Some(tenant_name)),
                ("policy", Some(policy)),
            ],
            Self::CloudflareAccess { team } => [("team", Some(team)), NONE, NONE, NONE],
            Self::Stytch { project_id, api_host } => {
                [("project_id", Some(project_id)), ("api_host", api_host), NONE, NONE]
            }
            Self::Keycloak { url, realm } => {
                [("url", Some(url)), ("realm", Some(realm)), NONE, NONE]
            }
            Self::Authentik { url, slug } => [("url", Some(url)), ("slug", Some(slug)), NONE, NONE],
            Self::FusionAuth { url, tenant_id } => {
                [("url", Some(url)), ("tenant_id", Some(tenant_id)), NONE, NONE]
            }
            Self::GitlabCi { url } => [("url", url), NONE, NONE, NONE],
            Self::Spiffe { trust_domain } => {
                [("trust_domain", Some(trust_domain)), NONE, NONE, NONE]
            }
            Self::EntraTenants
            | Self::EntraV1Tenants
            | Self::Hydra
            | Self::Duende
            | Self::Dex
            | Self::Rfc9068
            | Self::Google
            | Self::GithubActions
            | Self::Kubernetes => [NONE, NONE, NONE, NONE],
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

    const ID: &str = "00000000-0000-0000-0000-000000000000";

    const ALL: [Preset<'_>; 26] = [
        Preset::Auth0 { domain: "a.example" },
        Preset::Okta { domain: "a.example", authorization_server: Some("main") },
        Preset::Entra { tenant: ID },
        Preset::EntraV1 { tenant: ID },
        Preset::EntraTenants,
        Preset::EntraV1Tenants,
        Preset::Cognito { region: "eu-west-1", user_pool_id: "a", dns_suffix: Some("b.example") },
        Preset::Clerk { domain: "a.example" },
        Preset::Supabase { project_ref: "a" },
        Preset::Firebase { project_id: "a" },
        Preset::B2c { domain: "a.example", tenant: ID, tenant_name: "a", policy: "b" },
        Preset::CloudflareAccess { team: "a" },
        Preset::Stytch { project_id: "a", api_host: Some("b.example") },
        Preset::Keycloak { url: "https://a.example", realm: "b" },
        Preset::Zitadel { domain: "a.example" },
        Preset::Hydra,
        Preset::Duende,
        Preset::Dex,
        Preset::Authentik { url: "https://a.example", slug: "b" },
        Preset::FusionAuth { url: "https://a.example", tenant_id: ID },
        Preset::Rfc9068,
        Preset::Google,
        Preset::GithubActions,
        Preset::GitlabCi { url: Some("https://a.example") },
        Preset::Kubernetes,
        Preset::Spiffe { trust_domain: "a.example" },
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
