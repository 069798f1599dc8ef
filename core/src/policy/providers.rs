//! Every provider that has a preset. What each one's tokens look like is in the files that are named here.

use super::hosted_services::{
    AUTH0, B2C, CLERK, CLOUDFLARE_ACCESS, COGNITO, ENTRA, ENTRA_TENANTS, ENTRA_V1,
    ENTRA_V1_TENANTS, FIREBASE, OKTA, STYTCH, SUPABASE,
};
use super::provider::Provider;
use super::self_hosted_servers::{
    AUTHENTIK, DEX, DUENDE, FUSIONAUTH, HYDRA, KEYCLOAK, RFC9068, ZITADEL,
};
use super::workload_issuers::{GITHUB_ACTIONS, GITLAB_CI, GOOGLE, KUBERNETES, SPIFFE};

/// Every provider, in the order in which docs/policy.md shows their presets.
pub(crate) const PROVIDERS: &[Provider] = &[
    AUTH0,
    OKTA,
    ENTRA,
    ENTRA_V1,
    ENTRA_TENANTS,
    ENTRA_V1_TENANTS,
    COGNITO,
    CLERK,
    SUPABASE,
    FIREBASE,
    B2C,
    CLOUDFLARE_ACCESS,
    STYTCH,
    KEYCLOAK,
    ZITADEL,
    HYDRA,
    DUENDE,
    DEX,
    AUTHENTIK,
    FUSIONAUTH,
    RFC9068,
    GOOGLE,
    GITHUB_ACTIONS,
    GITLAB_CI,
    KUBERNETES,
    SPIFFE,
];

#[cfg(test)]
mod tests {
    use super::{PROVIDERS, Provider};

    fn names(template: &str) -> impl Iterator<Item = &str> {
        template.split('{').skip(1).filter_map(|part| part.split('}').next())
    }

    #[test]
    fn templates_name_parameters_of_their_provider() {
        for provider in PROVIDERS {
            let Provider { issuer, jwks_uri, metadata_url, tenant, trust_domain, .. } = provider;
            let values = provider.required_values.iter().map(|(_, value)| *value);
            let templates = [*issuer, jwks_uri, metadata_url, tenant, trust_domain];
            for name in templates.into_iter().chain(values).flat_map(names) {
                let known = provider.parameters.iter().any(|parameter| parameter.name == name);
                assert!(known, "{}: {name}", provider.name);
            }
        }
    }

    #[test]
    fn a_provider_says_once_where_its_keys_are() {
        for provider in PROVIDERS {
            assert!(provider.jwks_uri.is_empty() || provider.metadata_url.is_empty());
        }
    }
}
