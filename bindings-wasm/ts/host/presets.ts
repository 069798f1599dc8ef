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

/**
 * Any authorization server whose access tokens follow RFC 9068 (`typ: at+jwt`). Its keys come from discovery. Required: `sub`, `client_id`,
 * `iat`, `jti`. Not proved: whether `sub` is a person or, for client credentials, a client.
 */
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
