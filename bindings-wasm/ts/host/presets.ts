/**
 * Providers by name. A preset gives `issuer`, `algorithms`, the source of the keys, and the claims that hold scopes, audience and client.
 * A member that you give replaces the preset's; only `requiredClaims` add to the preset's. The core holds the values. Here stands what
 * each preset asks for, which claims it requires, and what its tokens do not prove.
 */
import type { IssuerBase } from './issuer.js'
import type { Algorithm } from './key.js'

/** What a preset gives, and what you may override. */
export interface PresetBase extends IssuerBase {
  readonly issuer?: string
  readonly algorithms?: readonly Algorithm[]
  /**
   * Accepts ID tokens too (OpenID Connect Core §2). Default false, but true of the presets `firebase`, `dex` and `cloudflare_access`, whose
   * APIs get nothing else; see `acceptsIdTokens` of an issuer without a preset.
   */
  readonly acceptsIdTokens?: boolean
}

/**
 * Auth0; `iss` is `https://{domain}/`. Scopes are in `scope` and, with RBAC, in `permissions`. Required: `sub`, `iat`. Only the audience
 * tells an access token from an ID token, so never list a client id as an audience. Not proved: that a person uses the token; with
 * `gty: client-credentials` a machine does. `scope` alone is what the client asked for and the user accepted.
 */
export interface Auth0Issuer extends PresetBase {
  readonly preset: 'auth0'
  /** The host of the tenant, or its custom domain: `tenant.eu.auth0.com`. */
  readonly domain: string
}

/**
 * Okta, a custom authorization server; `iss` is `https://{domain}/oauth2/{authorizationServer}`. Scopes are in `scp`. Required: `cid`,
 * which names the client. The tokens of the org server (`https://{domain}` alone) are for Okta itself and are refused. Not proved: that a
 * person uses the token. A token has `uid` only when a person uses it.
 */
export interface OktaIssuer extends PresetBase {
  readonly preset: 'okta'
  /** `dev-1234.okta.com` */
  readonly domain: string
  /** The id of the authorization server. Default `default`. */
  readonly authorizationServer?: string
}

/**
 * Microsoft Entra ID, tokens of version 2.0 for one tenant; the audience is the client id of the API. Scopes are in `scp` (a user takes
 * part) and in `roles` (an app alone, or the user's roles). Required: `azp`. Not proved: that anybody granted the caller anything. Any app
 * of the tenant can get a token without a scope or a role, so require a scope. Tokens of version 1.0 have another issuer: `entra_v1`.
 */
export interface EntraIssuer extends PresetBase {
  readonly preset: 'entra'
  /** The GUID of the tenant; `common` and domain names never stand in a token. */
  readonly tenant: string
}

/** Entra ID, tokens of version 1.0 for one tenant (`iss` begins with `https://sts.windows.net/`). Required: `appid`; see `entra`. */
export interface EntraV1Issuer extends PresetBase {
  readonly preset: 'entra_v1'
  /** The GUID of the tenant. */
  readonly tenant: string
}

/** Whose tokens count, where those of several tenants do. */
export interface TenantRules {
  /** GUIDs of tenants, up to 5,000. */
  readonly tenants?: readonly string[]
  /**
   * Accepts the tokens of any tenant. Anybody can make one and be its administrator, so that a role says only what that tenant allows, and
   * e-mail addresses say nothing. Personal accounts count only where their tenant is listed. Default false.
   */
  readonly dangerAnyTenant?: boolean
}

/**
 * Microsoft Entra ID, tokens of version 2.0 for several tenants. The tenant in `iss`, the claim `tid` and the `issuer` of the key must
 * agree; `principal.issuer` is the token's own `iss`. Identify a person by `issuer` and `subject`, or by `tid` and `oid`. Otherwise as
 * `entra`.
 */
export interface EntraTenantsIssuer extends PresetBase, TenantRules {
  readonly preset: 'entra_tenants'
}

/** Entra ID, tokens of version 1.0 for several tenants. Required: `appid`; otherwise as `entra_tenants`. */
export interface EntraV1TenantsIssuer extends PresetBase, TenantRules {
  readonly preset: 'entra_v1_tenants'
}

/**
 * Amazon Cognito access tokens. Scopes are in `scope` and in `cognito:groups`. These tokens have no `aud`: the audience is the id of the
 * app client, in `client_id`. Required: `token_use`, `client_id`. Not proved: that the token is meant for this server; the audience says
 * which app asked for it.
 */
export interface CognitoIssuer extends PresetBase {
  readonly preset: 'cognito'
  /** `eu-central-1` */
  readonly region: string
  /** `eu-central-1_AbC123` */
  readonly userPoolId: string
  /** Default `amazonaws.com`; in China `amazonaws.com.cn`. */
  readonly dnsSuffix?: string
}

/**
 * Clerk, session tokens; `iss` is `https://{domain}`. These tokens have no `aud`: the audience is the origins of your pages, of which one
 * is in `azp`. Scopes are in the role of the organization, `o.rol` (version 1: `org_role`, `org_permissions`). Required: `sid`, which
 * tokens of machines, OAuth clients and JWT templates lack. Not proved: which API the token is for; every API that lists the origin accepts
 * it. With `sts: pending` the sign-in is not complete: give `requiredClaims: [claim('sts', 'active')]`. `o.id` tells which organization
 * the role is of, `act` that somebody else acts as the user. `o.per` is no list of permissions without `fea` and `o.fpm`, and is not read.
 */
export interface ClerkIssuer extends PresetBase {
  readonly preset: 'clerk'
  /** The host of the Frontend API: `clerk.example.com`. */
  readonly domain: string
}

/**
 * Supabase Auth, for projects that sign with a key pair; `iss` is `https://{projectRef}.supabase.co/auth/v1`. The audience is
 * `authenticated` unless a hook changes it. The scope is in `role`. Required: `session_id`, `role`, `aal`, which ID tokens and API keys
 * lack. Not proved: that you know the user. Anonymous users hold `authenticated` too (`is_anonymous`); `aal2` in `aal` tells a second
 * factor. A client of the OAuth server holds a token with full access: compare `principal.clientId`. A user writes `user_metadata`.
 */
export interface SupabaseIssuer extends PresetBase {
  readonly preset: 'supabase'
  /** The first label of the project's host name. */
  readonly projectRef: string
}

/**
 * Firebase Authentication; `iss` is `https://securetoken.google.com/{projectId}` and the audience the project's id again. An API gets the
 * ID token itself, so `principal.credential` is `id_token`. Name the custom claims that grant something with `scopeClaims`. Google documents
 * the keys as certificates; this preset takes them from the address of their JWK form. Not proved: that you know the person. Anonymous users
 * hold tokens too (`firebase.sign_in_provider`), and all tenants of Identity Platform share `iss` and `aud` (`firebase.tenant`).
 */
export interface FirebaseIssuer extends PresetBase {
  readonly preset: 'firebase'
  readonly projectId: string
}

/**
 * Azure AD B2C, tokens of one policy (user flow); `iss` is `https://{domain}/{tenant}/v2.0/`, and for the form with `/tfp/` give `issuer`.
 * The audience is the API's application id. Scopes are in `scp`. Required: `scp`, `azp`, and `tfp`, which equals `policy`, because all
 * policies of a tenant share `iss`. Not proved: how the user signed in, beyond the name of the policy.
 */
export interface B2cIssuer extends PresetBase {
  readonly preset: 'b2c'
  /** `contoso.b2clogin.com`, or your own domain. */
  readonly domain: string
  /** The GUID of the tenant. */
  readonly tenant: string
  /** What stands before `.onmicrosoft.com`. */
  readonly tenantName: string
  /** The name of the policy, written as in `tfp`: `B2C_1_signupsignin1`. */
  readonly policy: string
}

/**
 * Cloudflare Access, tokens of applications; `iss` is `https://{team}.cloudflareaccess.com` and the audience an application's AUD tag.
 * Cloudflare sends the token in `Cf-Access-Jwt-Assertion`. `type` is `app`; the token of a session has `org`. Nothing tells these tokens
 * from ID tokens, so `principal.credential` is `id_token`. No claim grants a scope. A service token has no subject; its client id
 * (`common_name`) is `principal.clientId`. Not proved: that the person still is one of yours.
 */
export interface CloudflareAccessIssuer extends PresetBase {
  readonly preset: 'cloudflare_access'
  /** The name of the team, before `.cloudflareaccess.com`. */
  readonly team: string
}

/**
 * Stytch, session tokens; `iss` is `stytch.com/{projectId}` and the audience the project's id again. Scopes are the roles of the session.
 * Required: `https://stytch.com/session`, which tokens of machines and Connected Apps lack. Not proved: that the session still exists; it
 * may have been revoked since. All organizations share `iss` and `aud`: `https://stytch.com/organization` names the member's.
 */
export interface StytchIssuer extends PresetBase {
  readonly preset: 'stytch'
  /** `project-live-…` */
  readonly projectId: string
  /** Default `api.stytch.com`; of a test project `test.stytch.com`. */
  readonly apiHost?: string
}

/**
 * Keycloak; `iss` is `{url}/realms/{realm}`. Scopes are in `scope` and in the roles of the realm, `realm_access.roles`; add the roles of
 * a client with `scopeClaims`. Required: `azp`, `typ`. Keycloak puts this server into `aud` only if a mapper says so. Not proved: that a
 * scope and a role of the same name mean the same; a role that is named like a scope grants that scope.
 */
export interface KeycloakIssuer extends PresetBase {
  readonly preset: 'keycloak'
  /** The URL of Keycloak without the realm: `https://sso.example.com`; before version 17 with `/auth`. */
  readonly url: string
  readonly realm: string
}

/**
 * Zitadel; `iss` is `https://{domain}`. Access tokens are JWTs only where the application says so. The audience is the project's id.
 * Scopes are the role keys in `urn:zitadel:iam:org:project:roles`. Required: `jti`, which ID tokens lack. Not proved: which organization
 * granted a role; name them with `scopeClaims: [{ claim: 'urn:zitadel:iam:org:project:roles', keys: true, org: '…' }]`. Every application
 * of a project is in `aud`: a token that one of them got passes for all.
 */
export interface ZitadelIssuer extends PresetBase {
  readonly preset: 'zitadel'
  /** `acme.zitadel.cloud`, or a custom domain. */
  readonly domain: string
}

/**
 * Ory Hydra and Ory Network, where access tokens are JWTs. A token names an audience only if its client asked for one. Scopes are in `scp`
 * and `scope`. Required: `client_id`, which ID tokens lack. A server of your own publishes the keys of access tokens only where
 * `webfinger.jwks.broadcast_keys` names `hydra.jwt.access-token`. Not proved: that a person uses the token.
 */
export interface HydraIssuer extends PresetBase {
  readonly preset: 'hydra'
  /** `urls.self.issuer` */
  readonly issuer: string
}

/**
 * Duende IdentityServer. The audience is the name of an `ApiResource`; without one, the server writes no `aud`. Scopes are in `scope`.
 * Required: the type `at+jwt` and `client_id`. Not proved: that a person uses the token; with client credentials there is no `sub`.
 */
export interface DuendeIssuer extends PresetBase {
  readonly preset: 'duende'
  readonly issuer: string
}

/**
 * dex. The audience is a client's id; where a token names several audiences, list the one in `azp` too. An access token of dex is an ID
 * token, and nothing tells the two apart, so `principal.credential` is `id_token`. Give `scopeClaims: ['groups']` where groups grant
 * something. Not proved: that the token was made for an API, because ID tokens of the client are accepted too.
 */
export interface DexIssuer extends PresetBase {
  readonly preset: 'dex'
  readonly issuer: string
}

/**
 * authentik, an application whose provider has its own issuer; `iss` is `{url}/application/o/{slug}/` and the audience the client id.
 * Required: `azp` and `uid`, which ID tokens lack. Give `scopeClaims: ['groups']` where groups grant something. Not proved: which API the
 * token is for. A scope mapping that writes `uid` into ID tokens makes them pass.
 */
export interface AuthentikIssuer extends PresetBase {
  readonly preset: 'authentik'
  /** The URL of the server: `https://auth.example.com`. */
  readonly url: string
  /** The slug of the application. */
  readonly slug: string
}

/**
 * FusionAuth, access tokens of users; the audience is the application's id. Scopes are in `roles` and `scope`. Required: `applicationId`,
 * which is absent where the user is not registered for the application, and `tid`, which equals `tenantId`, because all tenants share the
 * keys. Not proved: that the token is no ID token, where a lambda writes `applicationId` into those. Tokens of entities are refused.
 */
export interface FusionAuthIssuer extends PresetBase {
  readonly preset: 'fusionauth'
  /** What the tenant's settings say: `acme.com`. */
  readonly issuer: string
  /** The URL of the server. */
  readonly url: string
  /** The id of the tenant. */
  readonly tenantId: string
}

/**
 * Any authorization server whose access tokens follow RFC 9068 (`typ: at+jwt`). Its keys come from discovery. Required: `sub`, `client_id`,
 * `iat`, `jti`. Not proved: whether `sub` is a person or, for client credentials, a client.
 */
export interface Rfc9068Issuer extends PresetBase {
  readonly preset: 'rfc9068'
  readonly issuer: string
}

/**
 * Google, ID tokens of service accounts. Required: `azp`. No claim grants a scope. Not proved: that the caller is yours. Any Google account
 * can get a token for any audience, so check `sub`, or `email` where `email_verified` is true.
 */
export interface GoogleIssuer extends PresetBase {
  readonly preset: 'google'
}

/**
 * GitHub Actions. Required: `repository`. No claim grants a scope. Not proved: that the job is yours. Any workflow of any user of GitHub
 * can get a token for any audience, so check `sub`, or `repository` and `repository_owner_id`, and `ref` or `environment`. Somebody else
 * can register a name that its owner gave up.
 */
export interface GithubActionsIssuer extends PresetBase {
  readonly preset: 'github_actions'
}

/**
 * GitLab CI. Required: `project_path`. No claim grants a scope. Not proved: that the job is yours. Any job of any user of the same GitLab
 * can get a token for any audience, so check `sub`, or `project_id` with `ref` and `ref_protected`. Paths can change hands, so do not rely
 * on `project_path` alone.
 */
export interface GitlabCiIssuer extends PresetBase {
  readonly preset: 'gitlab_ci'
  /** Default `https://gitlab.com`. */
  readonly url?: string
}

/**
 * Kubernetes service accounts, bound tokens. Required: `kubernetes.io`. No claim grants a scope. Any pod of the cluster can get a token for
 * any audience, so check `sub` (`system:serviceaccount:<namespace>:<name>`). Not proved: that the pod still runs; its token is accepted
 * until it expires.
 */
export interface KubernetesIssuer extends PresetBase {
  readonly preset: 'kubernetes'
  /** The cluster's `--service-account-issuer`. */
  readonly issuer: string
}

/**
 * SPIFFE JWT-SVIDs, verified by the bundle of one trust domain. Required: `sub`, the SPIFFE ID of the workload, which you must check. No
 * claim grants a scope. They are bearer tokens: a server that receives one can use it elsewhere until it expires.
 */
export interface SpiffeIssuer extends PresetBase {
  readonly preset: 'spiffe'
  /** `example.org`, without `spiffe://`. */
  readonly trustDomain: string
  /** The URL of the bundle. Only its keys with `use: jwt-svid` verify tokens. */
  readonly jwksUri: string
}

/** An issuer by its provider: `{ preset: 'auth0', domain: 'tenant.eu.auth0.com', audience: 'https://api.example.com' }`. */
export type PresetIssuer =
  | Auth0Issuer
  | OktaIssuer
  | EntraIssuer
  | EntraV1Issuer
  | EntraTenantsIssuer
  | EntraV1TenantsIssuer
  | CognitoIssuer
  | ClerkIssuer
  | SupabaseIssuer
  | FirebaseIssuer
  | B2cIssuer
  | CloudflareAccessIssuer
  | StytchIssuer
  | KeycloakIssuer
  | ZitadelIssuer
  | HydraIssuer
  | DuendeIssuer
  | DexIssuer
  | AuthentikIssuer
  | FusionAuthIssuer
  | Rfc9068Issuer
  | GoogleIssuer
  | GithubActionsIssuer
  | GitlabCiIssuer
  | KubernetesIssuer
  | SpiffeIssuer
