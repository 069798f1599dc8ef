//! What is known of each provider's access tokens, from its public documentation. Data: the policy may
//! override every member but the required claims, to which it adds.

use super::Profile;
use crate::crypto::Algorithm::{
    self, Ed25519, EdDsa, Es256, Es384, Es512, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512,
};
use crate::error::{Misconfigured, invalid_policy};
use crate::keys::KeyUrl;
use crate::limits::NAME_BYTES_MAX;

/// One provider. Texts in braces stand for its parameters.
#[derive(Debug)]
pub(crate) struct Preset {
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [Parameter],
    /// `iss`, exactly; empty: the policy names it.
    pub(crate) issuer: &'static str,
    /// Where metadata is, if not where discovery looks for it.
    pub(crate) metadata_url: &'static str,
    pub(crate) algorithms: &'static [Algorithm],
    pub(crate) profile: Profile,
    /// What tells these tokens from the issuer's other ones.
    pub(crate) required_claims: &'static [&'static str],
    pub(crate) scope_claims: &'static [&'static [&'static str]],
    pub(crate) audience_claim: &'static str,
    pub(crate) client_id_claims: &'static [&'static str],
    /// Entra alone: whose keys count, where a key says whose it is.
    pub(crate) tenant: &'static str,
    /// SPIFFE alone: whose identities the keys may sign for.
    pub(crate) trust_domain: &'static str,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    form: Form,
    default: Option<&'static str>,
}

/// What a parameter may look like. Each is put into a URL, so none may end the part it stands in.
#[derive(Clone, Copy, Debug)]
enum Form {
    Host,
    Segment,
    /// A segment that may hold percent-encoded characters.
    Encoded,
    Guid,
    Region,
    Url,
    TrustDomain,
}

const PLAIN: Preset = Preset {
    name: "",
    parameters: &[],
    issuer: "",
    metadata_url: "",
    algorithms: &[Rs256],
    profile: Profile::Jwt,
    required_claims: &[],
    scope_claims: &[],
    audience_claim: "aud",
    client_id_claims: &["client_id", "azp"],
    tenant: "",
    trust_domain: "",
};

/// Every preset, by name.
pub(crate) const PRESETS: &[Preset] = &[
    // RBAC puts permissions into a claim of their own; both token dialects are signed alike.
    Preset {
        name: "auth0",
        parameters: &[needed("domain", Form::Host)],
        issuer: "https://{domain}/",
        required_claims: &["sub", "iat"],
        scope_claims: &[&["scope"], &["permissions"]],
        ..PLAIN
    },
    // Custom authorization servers; the tokens of the org server are for Okta itself.
    Preset {
        name: "okta",
        parameters: &[
            needed("domain", Form::Host),
            Parameter {
                name: "authorization_server",
                form: Form::Segment,
                default: Some("default"),
            },
        ],
        issuer: "https://{domain}/oauth2/{authorization_server}",
        required_claims: &["cid"],
        scope_claims: &[&["scp"]],
        client_id_claims: &["cid"],
        ..PLAIN
    },
    // `azp` is in access tokens alone. Tenant names and `common` never stand in `iss`.
    Preset {
        name: "entra",
        parameters: &[needed("tenant", Form::Guid)],
        issuer: "https://login.microsoftonline.com/{tenant}/v2.0",
        required_claims: &["azp"],
        scope_claims: &[&["scp"], &["roles"]],
        client_id_claims: &["azp"],
        tenant: "{tenant}",
        ..PLAIN
    },
    Preset {
        name: "entra_v1",
        parameters: &[needed("tenant", Form::Guid)],
        issuer: "https://sts.windows.net/{tenant}/",
        metadata_url: "https://login.microsoftonline.com/{tenant}/.well-known/openid-configuration",
        required_claims: &["appid"],
        scope_claims: &[&["scp"], &["roles"]],
        client_id_claims: &["appid"],
        tenant: "{tenant}",
        ..PLAIN
    },
    // Access tokens name no audience but the app client they were issued to.
    Preset {
        name: "cognito",
        parameters: &[
            needed("region", Form::Region),
            needed("user_pool_id", Form::Segment),
            // China's regions: `amazonaws.com.cn`.
            Parameter { name: "dns_suffix", form: Form::Host, default: Some("amazonaws.com") },
        ],
        issuer: "https://cognito-idp.{region}.{dns_suffix}/{user_pool_id}",
        required_claims: &["token_use", "client_id"],
        scope_claims: &[&["scope"], &["cognito:groups"]],
        audience_claim: "client_id",
        client_id_claims: &["client_id"],
        ..PLAIN
    },
    Preset {
        name: "keycloak",
        parameters: &[needed("url", Form::Url), needed("realm", Form::Encoded)],
        issuer: "{url}/realms/{realm}",
        algorithms: &[Rs256, Ps256, Es256],
        required_claims: &["azp", "typ"],
        scope_claims: &[&["scope"], &["realm_access", "roles"]],
        client_id_claims: &["azp"],
        ..PLAIN
    },
    // ID tokens of service accounts: anybody's account gets one for any audience.
    Preset {
        name: "google",
        issuer: "https://accounts.google.com",
        required_claims: &["azp"],
        client_id_claims: &["azp"],
        ..PLAIN
    },
    // Any repository gets one for any audience.
    Preset {
        name: "github_actions",
        issuer: "https://token.actions.githubusercontent.com",
        required_claims: &["repository"],
        client_id_claims: &[],
        ..PLAIN
    },
    // Any project gets one for any audience.
    Preset {
        name: "gitlab_ci",
        parameters: &[Parameter {
            name: "url",
            form: Form::Url,
            default: Some("https://gitlab.com"),
        }],
        issuer: "{url}",
        required_claims: &["project_path"],
        client_id_claims: &[],
        ..PLAIN
    },
    // The API server's issuer is set by whoever runs the cluster.
    Preset {
        name: "kubernetes",
        algorithms: &[Rs256, Es256, Es384, Es512],
        required_claims: &["kubernetes.io"],
        client_id_claims: &[],
        ..PLAIN
    },
    // JWT-SVID §2 and §3: `iss` is not asked for; `sub` is in the trust domain whose bundle this is.
    Preset {
        name: "spiffe",
        parameters: &[needed("trust_domain", Form::TrustDomain)],
        issuer: "spiffe://{trust_domain}",
        algorithms: &[Rs256, Rs384, Rs512, Es256, Es384, Es512, Ps256, Ps384, Ps512],
        profile: Profile::JwtSvid,
        required_claims: &["sub"],
        client_id_claims: &[],
        trust_domain: "{trust_domain}",
        ..PLAIN
    },
    Preset {
        name: "rfc9068",
        algorithms: &[Rs256, Ps256, Es256, EdDsa, Ed25519],
        profile: Profile::Rfc9068,
        scope_claims: &[&["scope"]],
        client_id_claims: &["client_id"],
        ..PLAIN
    },
];

const fn needed(name: &'static str, form: Form) -> Parameter {
    Parameter { name, form, default: None }
}

/// A preset with its parameters filled in.
#[derive(Clone, Debug)]
pub(crate) struct Filled {
    pub(crate) preset: &'static Preset,
    values: Vec<(&'static str, String)>,
}

impl Preset {
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// Checks each parameter; what is wrong is told at its name.
    pub(crate) fn filled(
        &'static self,
        given: impl Fn(&str) -> Result<Option<String>, Misconfigured>,
        http_anywhere: bool,
    ) -> Result<Filled, Misconfigured> {
        let value = |parameter: &'static Parameter| {
            let value = match (given(parameter.name)?, parameter.default) {
                (Some(value), _) => value,
                (None, Some(default)) => default.to_owned(),
                (None, None) => {
                    return Err(invalid_policy("this preset needs it").at(parameter.name));
                }
            };
            let value = checked(parameter.form, value, http_anywhere);
            let value = value.map_err(|error| error.at(parameter.name))?;
            Ok((parameter.name, value))
        };
        let values = self.parameters.iter().map(value).collect::<Result<_, _>>()?;
        Ok(Filled { preset: self, values })
    }
}

impl Filled {
    /// A text of the preset; `None` when it has none.
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
}

fn checked(form: Form, value: String, http_anywhere: bool) -> Result<String, Misconfigured> {
    let unreserved =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let all = |fits: &dyn Fn(u8) -> bool| value.bytes().all(fits);
    let (fits, expected) = match form {
        Form::Url => {
            KeyUrl::metadata(&value, http_anywhere)?;
            return Ok(value.strip_suffix('/').unwrap_or(&value).to_owned());
        }
        Form::Host => (
            all(&|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')),
            "a host name alone expected, such as tenant.example.com",
        ),
        Form::Segment => {
            (all(&unreserved) && !value.starts_with('.'), "one segment of a path expected")
        }
        // `%2e%2e` is `..` to the URL standard.
        Form::Encoded => (
            all(&|byte| unreserved(byte) || byte == b'%')
                && !value.starts_with('.')
                && !value.as_bytes().windows(3).any(|part| part.eq_ignore_ascii_case(b"%2e")),
            "one segment of a path expected, percent-encoded where needed",
        ),
        Form::Guid => (is_guid(&value), "the tenant's GUID expected: names never stand in `iss`"),
        Form::Region => {
            (all(&|byte| lower(byte) || byte == b'-'), "a region expected, such as eu-west-1")
        }
        Form::TrustDomain => (
            all(&|byte| lower(byte) || matches!(byte, b'-' | b'.' | b'_')),
            "a trust domain's name alone expected, in lower case (SPIFFE-ID §2.1)",
        ),
    };
    if fits && (1..=4 * NAME_BYTES_MAX).contains(&value.len()) {
        // `iss` holds it in lower case.
        Ok(if matches!(form, Form::Guid) { value.to_ascii_lowercase() } else { value })
    } else {
        Err(invalid_policy(expected))
    }
}

/// 8-4-4-4-12 hexadecimal digits (RFC 9562 §4).
fn is_guid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::{PRESETS, Preset};

    fn names(template: &str) -> impl Iterator<Item = &str> {
        template.split('{').skip(1).filter_map(|part| part.split('}').next())
    }

    #[test]
    fn templates_name_parameters_of_their_preset() {
        for preset in PRESETS {
            let Preset { issuer, metadata_url, tenant, trust_domain, parameters, .. } = preset;
            for name in [issuer, metadata_url, tenant, trust_domain]
                .into_iter()
                .flat_map(|text| names(text))
            {
                let known = parameters.iter().any(|parameter| parameter.name == name);
                assert!(known, "{}: {name}", preset.name);
            }
        }
    }
}
