//! Providers that a company runs for its customers.
//!
//! The sources are beside each provider. A repository's path names the copy that was read; the claims, keys and
//! algorithms are those of the sources.

use super::parameters::{Form, Parameter};
use super::provider::{PLAIN, Provider};
use crate::crypto::Algorithm::{Es256, Rs256};

// RBAC puts permissions into a claim of their own; both token dialects are signed alike.
pub(super) const AUTH0: Provider = Provider {
    name: "auth0",
    parameters: &[Parameter::required("domain", Form::Host)],
    issuer: "https://{domain}/",
    required_claims: &["sub", "iat"],
    scope_claims: &[&["scope"], &["permissions"]],
    ..PLAIN
};

// Custom authorization servers; the tokens of the org server are for Okta itself.
pub(super) const OKTA: Provider = Provider {
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
};

/// What a key of Microsoft's names as its issuer. Keys for tokens of version 1.0 name the second version's too.
const ENTRA_KEY_ISSUERS: &[&str] =
    &["https://login.microsoftonline.com/{tenantid}/v2.0", "https://sts.windows.net/{tenantid}/"];

// `azp` is in access tokens alone. Tenant names and `common` never stand in `iss`.
pub(super) const ENTRA: Provider = Provider {
    name: "entra",
    parameters: &[Parameter::required("tenant", Form::Guid)],
    issuer: "https://login.microsoftonline.com/{tenant}/v2.0",
    required_claims: &["azp"],
    scope_claims: &[&["scp"], &["roles"]],
    client_id_claims: &["azp"],
    required_values: &[("tid", "{tenant}")],
    tenant: "{tenant}",
    key_issuers: ENTRA_KEY_ISSUERS,
    ..PLAIN
};

pub(super) const ENTRA_V1: Provider = Provider {
    name: "entra_v1",
    parameters: &[Parameter::required("tenant", Form::Guid)],
    issuer: "https://sts.windows.net/{tenant}/",
    metadata_url: "https://login.microsoftonline.com/{tenant}/.well-known/openid-configuration",
    required_claims: &["appid"],
    scope_claims: &[&["scp"], &["roles"]],
    client_id_claims: &["appid"],
    required_values: &[("tid", "{tenant}")],
    tenant: "{tenant}",
    key_issuers: ENTRA_KEY_ISSUERS,
    ..PLAIN
};

// Tokens of several tenants: `tid` and the issuer of the key are compared with `iss`.
// Sources: MicrosoftDocs/entra-docs docs/identity-platform/access-tokens.md (Validate the issuer); metadata and keys of
// `common` as panva/wellknown issuers/entra-common has them. Read 2026-11-27.
pub(super) const ENTRA_TENANTS: Provider = Provider {
    name: "entra_tenants",
    parameters: &[],
    issuer: "",
    metadata_url: "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
    required_values: &[],
    tenant: "",
    tenant_issuer: "https://login.microsoftonline.com/{tenantid}/v2.0",
    ..ENTRA
};

pub(super) const ENTRA_V1_TENANTS: Provider = Provider {
    name: "entra_v1_tenants",
    parameters: &[],
    issuer: "",
    metadata_url: "https://login.microsoftonline.com/common/.well-known/openid-configuration",
    required_values: &[],
    tenant: "",
    tenant_issuer: "https://sts.windows.net/{tenantid}/",
    ..ENTRA_V1
};

// Access tokens name no audience but the app client they were issued to.
pub(super) const COGNITO: Provider = Provider {
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
};

// Session tokens. They have no `aud`: `azp` names the page's origin. A JWT template cannot write `sid`.
// Sources: clerk/clerk-docs docs/guides/sessions/{session-tokens,manual-jwt-verification,jwt-templates}.mdx;
// clerk/javascript packages/backend/src/jwt/assertions.ts. Read 2026-11-27.
pub(super) const CLERK: Provider = Provider {
    name: "clerk",
    parameters: &[Parameter::required("domain", Form::Host)],
    issuer: "https://{domain}",
    jwks_uri: "https://{domain}/.well-known/jwks.json",
    required_claims: &["sid"],
    scope_claims: &[&["o", "rol"], &["org_role"], &["org_permissions"]],
    audience_claim: "azp",
    client_id_claims: &[],
    ..PLAIN
};

// The ID tokens of the OAuth server have the same `iss` and keys, and none of the three claims.
// Sources: supabase/supabase apps/docs/content/guides/auth/{jwt-fields,jwts,signing-keys}.mdx and
// oauth-server/{oauth-flows,token-security}.mdx; supabase/auth internal/tokens/service.go. Read 2026-11-27.
pub(super) const SUPABASE: Provider = Provider {
    name: "supabase",
    parameters: &[Parameter::required("project_ref", Form::Label)],
    issuer: "https://{project_ref}.supabase.co/auth/v1",
    jwks_uri: "https://{project_ref}.supabase.co/auth/v1/.well-known/jwks.json",
    algorithms: &[Es256, Rs256],
    required_claims: &["session_id", "role", "aal"],
    scope_claims: &[&["role"]],
    client_id_claims: &["client_id"],
    ..PLAIN
};

// An API gets the ID token itself. One key set signs for every project.
// Sources: firebase/firebase-admin-node src/auth/token-verifier.ts; firebase.google.com/docs/auth/admin/verify-id-tokens.
// Google documents the X.509 form of the keys; their JWK form was read in third-party text alone
// (zenn.dev/utouto97/articles/f45af48a3e8bf0). Read 2026-11-27.
pub(super) const FIREBASE: Provider = Provider {
    name: "firebase",
    parameters: &[Parameter::required("project_id", Form::Segment)],
    issuer: "https://securetoken.google.com/{project_id}",
    jwks_uri: "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com",
    accepts_id_tokens: true,
    client_id_claims: &[],
    ..PLAIN
};

// `iss` names no policy, so the metadata's URL and `tfp` do. The documented access token has a `nonce`.
// Sources: MicrosoftDocs/azure-docs articles/active-directory-b2c/{tokens-overview,access-tokens}.md;
// github.com/AzureAD/microsoft-identity-web/wiki/Azure-AD-B2C-issuer-claim-support. Read 2026-11-27.
pub(super) const B2C: Provider = Provider {
    name: "b2c",
    parameters: &[
        Parameter::required("domain", Form::Host),
        Parameter::required("tenant", Form::Guid),
        Parameter::required("tenant_name", Form::Label),
        Parameter::required("policy", Form::Segment),
    ],
    issuer: "https://{domain}/{tenant}/v2.0/",
    metadata_url: "https://{domain}/{tenant_name}.onmicrosoft.com/{policy}/v2.0/.well-known/openid-configuration",
    marker: Some(("scp", &[])),
    required_claims: &["scp", "azp"],
    required_values: &[("tfp", "{policy}")],
    scope_claims: &[&["scp"]],
    client_id_claims: &["azp"],
    ..PLAIN
};

// Tokens of an application; those of a global session have `type: org` and the same keys.
// Sources: cloudflare/cloudflare-docs src/content/docs/cloudflare-one/identity/authorization-cookie/
// {application-token,index}.mdx; developers.cloudflare.com, "Validate JWTs" (validating-json). Read 2026-11-27.
pub(super) const CLOUDFLARE_ACCESS: Provider = Provider {
    name: "cloudflare_access",
    parameters: &[Parameter::required("team", Form::Label)],
    issuer: "https://{team}.cloudflareaccess.com",
    jwks_uri: "https://{team}.cloudflareaccess.com/cdn-cgi/access/certs",
    accepts_id_tokens: true,
    required_values: &[("type", "app")],
    client_id_claims: &["common_name"],
    ..PLAIN
};

// Session tokens. Those of machines and Connected Apps have the same keys and audience.
// Sources: stytchauth/stytch-node lib/shared/sessions.ts, lib/b2c/sessions.ts;
// stytch.com/docs/api-reference/consumer/api/sessions/get-jwks and api/m2m/token/get-access-token. Read 2026-11-27.
pub(super) const STYTCH: Provider = Provider {
    name: "stytch",
    parameters: &[
        Parameter::required("project_id", Form::Segment),
        // Test projects: `test.stytch.com`.
        Parameter::optional("api_host", Form::Host, "api.stytch.com"),
    ],
    issuer: "stytch.com/{project_id}",
    jwks_uri: "https://{api_host}/v1/sessions/jwks/{project_id}",
    required_claims: &["https://stytch.com/session"],
    scope_claims: &[&["https://stytch.com/session", "roles"]],
    client_id_claims: &[],
    ..PLAIN
};
