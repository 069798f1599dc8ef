//! Servers that whoever uses them can run. Most have an issuer's name of their own.

use super::parameters::{Form, Parameter};
use super::profile::Profile;
use super::provider::{PLAIN, Provider};
use crate::crypto::Algorithm::{Ed25519, EdDsa, Es256, Ps256, Rs256};

pub(super) const KEYCLOAK: Provider = Provider {
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
};

// `jti` is in access tokens alone; the audience is the same. Roles are the keys of an object, and what lies under each
// are the organizations that grant it.
// Sources: zitadel/zitadel docs/docs/apis/openidoauth/claims.md, internal/api/oidc/{token,userinfo}.go;
// zitadel/oidc pkg/oidc/token.go; zitadel.com/docs/guides/integrate/login/oidc/webkeys. Read 2026-11-27.
pub(super) const ZITADEL: Provider = Provider {
    name: "zitadel",
    parameters: &[Parameter::required("domain", Form::Host)],
    issuer: "https://{domain}",
    required_claims: &["jti"],
    scope_keys: &["urn:zitadel:iam:org:project:roles"],
    ..PLAIN
};

// `client_id` is in access tokens alone. A setting writes scopes as the array `scp`, the text `scope`, or both.
// Sources: ory/docs docs/oauth2-oidc/jwt-access-token.mdx; ory/hydra oauth2/session.go,
// oauth2/.snapshots/TestHandlerWellKnown-hsm_enabled=false.json, jwk/jwt_strategy.go; ory/fosite
// token/jwt/claims_jwt.go; github.com/ory/hydra/issues/3524. Read 2026-11-27.
pub(super) const HYDRA: Provider = Provider {
    name: "hydra",
    algorithms: &[Rs256, Es256],
    required_claims: &["client_id"],
    scope_claims: &[&["scp"], &["scope"]],
    client_id_claims: &["client_id"],
    ..PLAIN
};

// `typ` marks access tokens. The profile of RFC 9068 would ask for `sub`, which client credentials lack, and for `jti`,
// which a client's setting writes.
// Sources: DuendeSoftware/docs.duendesoftware.com astro/src/content/docs/identityserver/{reference/v7/options,tokens/index}.md;
// DuendeSoftware/products identity-server/src/IdentityServer/Services/Default/Default{TokenService,TokenCreationService,
// ClaimsService}.cs. Read 2026-11-27.
pub(super) const DUENDE: Provider = Provider {
    name: "duende",
    algorithms: &[Rs256, Ps256, Es256],
    needs_marker: true,
    required_claims: &["client_id"],
    scope_claims: &[&["scope"]],
    client_id_claims: &["client_id"],
    ..PLAIN
};

// "Dex's access token is an ID token bound to a random value": nothing tells the two apart.
// Sources: dexidp/dex server/tokens/issuer.go, server/oauth2.go, server/signer/utils.go; dexidp/website
// content/docs/configuration/{tokens,custom-scopes-claims-clients}.md. Read 2026-11-27.
pub(super) const DEX: Provider = Provider {
    name: "dex",
    algorithms: &[Rs256, Es256],
    accepts_id_tokens: true,
    client_id_claims: &["azp"],
    ..PLAIN
};

// An access token is the ID token, `nonce` included, with `azp` and `uid` added. One issuer for each application.
// Sources: goauthentik/authentik authentik/providers/oauth2/{id_token,models,views/provider}.py and
// website/docs/add-secure-apps/providers/oauth2/index.mdx. Read 2026-11-27.
pub(super) const AUTHENTIK: Provider = Provider {
    name: "authentik",
    parameters: &[
        Parameter::required("url", Form::Url),
        Parameter::required("slug", Form::Segment),
    ],
    issuer: "{url}/application/o/{slug}/",
    algorithms: &[Rs256, Es256],
    marker: Some(("uid", &[])),
    required_claims: &["azp", "uid"],
    client_id_claims: &["azp"],
    ..PLAIN
};

// `iss` is a text of the tenant's, often no URL, and one key set signs for every tenant.
// Sources: FusionAuth/fusionauth-site astro/src/content/docs/lifecycle/authenticate-users/oauth/{tokens,
// _example_access_token,issuer-validation}.mdx, docs/_shared/_access-token-claims.mdx, docs/apis/oauth/{jwks,
// openid-configuration}.mdx. Read 2026-11-27.
pub(super) const FUSIONAUTH: Provider = Provider {
    name: "fusionauth",
    parameters: &[
        Parameter::required("url", Form::Url),
        Parameter::required("tenant_id", Form::Guid),
    ],
    jwks_uri: "{url}/.well-known/jwks.json",
    required_claims: &["applicationId"],
    required_values: &[("tid", "{tenant_id}")],
    scope_claims: &[&["roles"], &["scope"]],
    client_id_claims: &["applicationId"],
    ..PLAIN
};

pub(super) const RFC9068: Provider = Provider {
    name: "rfc9068",
    algorithms: &[Rs256, Ps256, Es256, EdDsa, Ed25519],
    profile: Profile::Rfc9068,
    scope_claims: &[&["scope"]],
    client_id_claims: &["client_id"],
    ..PLAIN
};
