//! What each provider's access tokens look like, by its public documentation. A policy may replace every
//! member except the required claims, to which it adds.

use super::parameters::{Form, Parameter};
use super::profile::Profile;
use crate::crypto::Algorithm::{
    self, Ed25519, EdDsa, Es256, Es384, Es512, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512,
};
use crate::error::ConfigError;
use crate::scope::ClaimRequirement;

/// One provider. Texts in braces stand for its parameters.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [Parameter],
    /// `iss`, exactly; empty: the policy names it.
    pub(crate) issuer: &'static str,
    /// Where metadata is, if not where discovery looks for it.
    pub(crate) metadata_url: &'static str,
    pub(crate) algorithms: &'static [Algorithm],
    pub(crate) profile: Profile,
    /// The claim by which the provider marks its access tokens, and its values.
    pub(crate) marker: Option<(&'static str, &'static [&'static str])>,
    /// Claims that the issuer's other tokens lack.
    pub(crate) required_claims: &'static [&'static str],
    pub(crate) scope_claims: &'static [&'static [&'static str]],
    pub(crate) audience_claim: &'static str,
    pub(crate) client_id_claims: &'static [&'static str],
    /// Entra only: the tenant. A key that names another tenant is ignored.
    pub(crate) tenant: &'static str,
    /// SPIFFE only: the trust domain whose identities the keys may sign for.
    pub(crate) trust_domain: &'static str,
}

impl Provider {
    /// The claim by which the provider marks its access tokens.
    pub(crate) fn marker(&self) -> Option<Result<ClaimRequirement, ConfigError>> {
        self.marker.map(|(name, values)| ClaimRequirement::any_of(name, values.iter().copied()))
    }
}

const PLAIN: Provider = Provider {
    name: "",
    parameters: &[],
    issuer: "",
    metadata_url: "",
    algorithms: &[Rs256],
    profile: Profile::Jwt,
    marker: None,
    required_claims: &[],
    scope_claims: &[],
    audience_claim: "aud",
    client_id_claims: &["client_id", "azp"],
    tenant: "",
    trust_domain: "",
};

/// Every provider, by the name of its preset.
pub(crate) const PROVIDERS: &[Provider] = &[
    // RBAC puts permissions into a claim of their own; both token dialects are signed alike.
    Provider {
        name: "auth0",
        parameters: &[Parameter::required("domain", Form::Host)],
        issuer: "https://{domain}/",
        required_claims: &["sub", "iat"],
        scope_claims: &[&["scope"], &["permissions"]],
        ..PLAIN
    },
    // Custom authorization servers; the tokens of the org server are for Okta itself.
    Provider {
        name: "okta",
        parameters: &[
            Parameter::required("domain", Form::Host),
            Parameter::optional("authorization_server", Form::Segment, "default"),
        ],
        issuer: "https://{domain}/oauth2/{authorization_server}",
        required_claims: &["cid"],
        scope_claims: &[&["scp"]],
        client_id_claims: &["cid"],
        ..PLAIN
    },
    // `azp` is in access tokens alone. Tenant names and `common` never stand in `iss`.
    Provider {
        name: "entra",
        parameters: &[Parameter::required("tenant", Form::Guid)],
        issuer: "https://login.microsoftonline.com/{tenant}/v2.0",
        required_claims: &["azp"],
        scope_claims: &[&["scp"], &["roles"]],
        client_id_claims: &["azp"],
        tenant: "{tenant}",
        ..PLAIN
    },
    Provider {
        name: "entra_v1",
        parameters: &[Parameter::required("tenant", Form::Guid)],
        issuer: "https://sts.windows.net/{tenant}/",
        metadata_url: "https://login.microsoftonline.com/{tenant}/.well-known/openid-configuration",
        required_claims: &["appid"],
        scope_claims: &[&["scp"], &["roles"]],
        client_id_claims: &["appid"],
        tenant: "{tenant}",
        ..PLAIN
    },
    // Access tokens name no audience but the app client they were issued to.
    Provider {
        name: "cognito",
        parameters: &[
            Parameter::required("region", Form::Region),
            Parameter::required("user_pool_id", Form::Segment),
            // China's regions: `amazonaws.com.cn`.
            Parameter::optional("dns_suffix", Form::Host, "amazonaws.com"),
        ],
        issuer: "https://cognito-idp.{region}.{dns_suffix}/{user_pool_id}",
        marker: Some(("token_use", &["access"])),
        required_claims: &["token_use", "client_id"],
        scope_claims: &[&["scope"], &["cognito:groups"]],
        audience_claim: "client_id",
        client_id_claims: &["client_id"],
        ..PLAIN
    },
    Provider {
        name: "keycloak",
        parameters: &[
            Parameter::required("url", Form::Url),
            Parameter::required("realm", Form::Encoded),
        ],
        issuer: "{url}/realms/{realm}",
        algorithms: &[Rs256, Ps256, Es256],
        marker: Some(("typ", &["Bearer", "DPoP"])),
        required_claims: &["azp", "typ"],
        scope_claims: &[&["scope"], &["realm_access", "roles"]],
        client_id_claims: &["azp"],
        ..PLAIN
    },
    // ID tokens of service accounts: anybody's account gets one for any audience.
    Provider {
        name: "google",
        issuer: "https://accounts.google.com",
        required_claims: &["azp"],
        client_id_claims: &["azp"],
        ..PLAIN
    },
    // Any repository gets one for any audience.
    Provider {
        name: "github_actions",
        issuer: "https://token.actions.githubusercontent.com",
        required_claims: &["repository"],
        client_id_claims: &[],
        ..PLAIN
    },
    // Any project gets one for any audience.
    Provider {
        name: "gitlab_ci",
        parameters: &[Parameter::optional("url", Form::Url, "https://gitlab.com")],
        issuer: "{url}",
        required_claims: &["project_path"],
        client_id_claims: &[],
        ..PLAIN
    },
    // The API server's issuer is set by whoever runs the cluster.
    Provider {
        name: "kubernetes",
        algorithms: &[Rs256, Es256, Es384, Es512],
        required_claims: &["kubernetes.io"],
        client_id_claims: &[],
        ..PLAIN
    },
    // JWT-SVID §2 and §3: `iss` is not asked for; `sub` is in the trust domain whose bundle this is.
    Provider {
        name: "spiffe",
        parameters: &[Parameter::required("trust_domain", Form::TrustDomain)],
        issuer: "spiffe://{trust_domain}",
        algorithms: &[Rs256, Rs384, Rs512, Es256, Es384, Es512, Ps256, Ps384, Ps512],
        profile: Profile::JwtSvid,
        required_claims: &["sub"],
        client_id_claims: &[],
        trust_domain: "{trust_domain}",
        ..PLAIN
    },
    Provider {
        name: "rfc9068",
        algorithms: &[Rs256, Ps256, Es256, EdDsa, Ed25519],
        profile: Profile::Rfc9068,
        scope_claims: &[&["scope"]],
        client_id_claims: &["client_id"],
        ..PLAIN
    },
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
            let Provider { issuer, metadata_url, tenant, trust_domain, parameters, .. } = provider;
            for name in [issuer, metadata_url, tenant, trust_domain]
                .into_iter()
                .flat_map(|text| names(text))
            {
                let known = parameters.iter().any(|parameter| parameter.name == name);
                assert!(known, "{}: {name}", provider.name);
            }
        }
    }
}
