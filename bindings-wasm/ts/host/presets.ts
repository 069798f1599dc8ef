/**
 * Providers by name. A preset gives `issuer`, `algorithms`, the source of the keys, and the claims that hold scopes, audience and client.
 * A member that you give besides wins. The values stand in the core; here stands what each preset asks for, and what its tokens do not
 * prove.
 */
import type { IssuerBase } from './issuer.js'
import type { Algorithm } from './key.js'

/** What a preset gives, and what you may override. */
export interface PresetBase extends IssuerBase {
  readonly issuer?: string
  readonly algorithms?: readonly Algorithm[]
}

/**
 * Auth0; `iss` is `https://{domain}/`. Scopes are in `scope` and, with RBAC, in `permissions`. Only the audience tells an ID token from
 * an access token: an ID token has the client's id there, so do not list that id as an audience.
 */
export interface Auth0Issuer extends PresetBase {
  readonly preset: 'auth0'
  /** The host of the tenant, or its custom domain: `tenant.eu.auth0.com`. */
  readonly domain: string
}

/**
 * Okta, a custom authorization server; `iss` is `https://{domain}/oauth2/{authorizationServer}`. Scopes are in `scp`. The tokens of the
 * org server (`https://{domain}` alone) are for Okta itself and are refused.
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
 * part) and in `roles` (an app alone, or the user's roles). Any app of the tenant can get a token without being granted anything, so
 * require a scope. Tokens of version 1.0 have another issuer: `entra_v1`.
 */
export interface EntraIssuer extends PresetBase {
  readonly preset: 'entra'
  /** The GUID of the tenant; `common` and domain names never stand in a token. */
  readonly tenant: string
}

/** Microsoft Entra ID, tokens of version 1.0 for one tenant (`iss` begins with `https://sts.windows.net/`); see `entra`. */
export interface EntraV1Issuer extends PresetBase {
  readonly preset: 'entra_v1'
  /** The GUID of the tenant. */
  readonly tenant: string
}

/**
 * Amazon Cognito access tokens. Scopes are in `scope` and in `cognito:groups`. These tokens have no `aud`: the audience is the id of the
 * app client, in `client_id`. It says which app asked for the token, not that the token is meant for this server.
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
 * Keycloak; `iss` is `{url}/realms/{realm}`. Scopes are in `scope` and in the roles of the realm, `realm_access.roles`; add the roles of
 * a client with `scopeClaims`. Keycloak puts this server into `aud` only if a mapper says so.
 */
export interface KeycloakIssuer extends PresetBase {
  readonly preset: 'keycloak'
  /** The URL of Keycloak without the realm: `https://sso.example.com`; before version 17 with `/auth`. */
  readonly url: string
  readonly realm: string
}

/**
 * Google, ID tokens of service accounts. Any Google account can get one for any audience, so check `sub` or `email`. No claim of these
 * tokens grants a scope.
 */
export interface GoogleIssuer extends PresetBase {
  readonly preset: 'google'
}

/**
 * GitHub Actions. Any workflow of any user of GitHub can get a token for any audience, so check `sub`, `repository` or
 * `repository_owner_id`. No claim of these tokens grants a scope.
 */
export interface GithubActionsIssuer extends PresetBase {
  readonly preset: 'github_actions'
}

/**
 * GitLab CI. Any job of any user of the same GitLab can get a token for any audience, so check `sub` or `project_path`. No claim of
 * these tokens grants a scope.
 */
export interface GitlabCiIssuer extends PresetBase {
  readonly preset: 'gitlab_ci'
  /** Default `https://gitlab.com`. */
  readonly url?: string
}

/**
 * Kubernetes service accounts, bound tokens. Any pod of the cluster can get a token for any audience, so check `sub`. No claim of these
 * tokens grants a scope. The token of a deleted pod is accepted until it expires.
 */
export interface KubernetesIssuer extends PresetBase {
  readonly preset: 'kubernetes'
  /** The cluster's `--service-account-issuer`. */
  readonly issuer: string
}

/**
 * SPIFFE JWT-SVIDs, verified by the bundle of one trust domain. `sub` is the SPIFFE ID of the workload; no claim grants a scope. They are
 * bearer tokens: a server that receives one can use it elsewhere until it expires.
 */
export interface SpiffeIssuer extends PresetBase {
  readonly preset: 'spiffe'
  /** `example.org`, without `spiffe://`. */
  readonly trustDomain: string
  /** The URL of the bundle. Only its keys with `use: jwt-svid` verify tokens. */
  readonly jwksUri: string
}

/** Any authorization server whose access tokens follow RFC 9068 (`typ: at+jwt`). Its keys come from discovery. */
export interface Rfc9068Issuer extends PresetBase {
  readonly preset: 'rfc9068'
  readonly issuer: string
}

/** An issuer by its provider: `{ preset: 'auth0', domain: 'tenant.eu.auth0.com', audience: 'https://api.example.com' }`. */
export type PresetIssuer =
  | Auth0Issuer
  | OktaIssuer
  | EntraIssuer
  | EntraV1Issuer
  | CognitoIssuer
  | KeycloakIssuer
  | GoogleIssuer
  | GithubActionsIssuer
  | GitlabCiIssuer
  | KubernetesIssuer
  | SpiffeIssuer
  | Rfc9068Issuer
