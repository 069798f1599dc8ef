/**
 * Providers by name. A preset gives `issuer`, `algorithms`, where the keys are, and which claims hold what; a member that is
 * given besides wins. The values stand in the core; here is what each one asks for, and what its tokens do not prove.
 */
import type { Algorithm } from './key.js'
import type { IssuerBase } from './policy.js'

/** What a preset brings and may be told otherwise. */
interface Preset extends IssuerBase {
  readonly issuer?: string
  readonly algorithms?: readonly Algorithm[]
}

/**
 * Auth0; `iss` is `https://{domain}/`. Grants are in `scope` and, with RBAC, in `permissions`. An ID token is told by its audience
 * alone, the client's id: do not list that here.
 */
export interface Auth0Issuer extends Preset {
  readonly preset: 'auth0'
  /** The tenant's host, or its custom domain: `tenant.eu.auth0.com`. */
  readonly domain: string
}

/**
 * Okta, a custom authorization server; `iss` is `https://{domain}/oauth2/{authorizationServer}`. Grants are in `scp`. The tokens of the org server (`https://{domain}` alone) are for Okta itself and are
 * refused.
 */
export interface OktaIssuer extends Preset {
  readonly preset: 'okta'
  /** `dev-1234.okta.com` */
  readonly domain: string
  /** Its id. Default `default`. */
  readonly authorizationServer?: string
}

/**
 * Microsoft Entra ID, tokens of version 2.0 for one tenant; the audience is the API's client id. Grants are in `scp` (a user is there)
 * and in `roles` (an app alone, or the user's). That any app of the tenant got one does not mean that it was granted anything: ask for
 * a scope. Tokens of version 1.0 have another issuer: `entra_v1`.
 */
export interface EntraIssuer extends Preset {
  readonly preset: 'entra'
  /** The tenant's GUID; `common` and domain names never stand in a token. */
  readonly tenant: string
}

/** Microsoft Entra ID, tokens of version 1.0 for one tenant (`iss` begins with `https://sts.windows.net/`); see `entra`. */
export interface EntraV1Issuer extends Preset {
  readonly preset: 'entra_v1'
  /** The tenant's GUID. */
  readonly tenant: string
}

/**
 * Amazon Cognito access tokens. Grants are in `scope` and in `cognito:groups`. They have no `aud`: the audience is the app client's id,
 * in `client_id`. That says which app asked, not that the token is meant for this server.
 */
export interface CognitoIssuer extends Preset {
  readonly preset: 'cognito'
  /** `eu-central-1` */
  readonly region: string
  /** `eu-central-1_AbC123` */
  readonly userPoolId: string
  /** Default `amazonaws.com`; in China `amazonaws.com.cn`. */
  readonly dnsSuffix?: string
}

/**
 * Keycloak; `iss` is `{url}/realms/{realm}`. Grants are in `scope` and in the realm's roles, `realm_access.roles`; those of a client are
 * added with `scopeClaims`. This server is in `aud` only once a mapper puts it there.
 */
export interface KeycloakIssuer extends Preset {
  readonly preset: 'keycloak'
  /** Where Keycloak is, without the realm: `https://sso.example.com`, before version 17 with `/auth`. */
  readonly url: string
  readonly realm: string
}

/**
 * Google, ID tokens of service accounts. Any Google account can get one for any audience: look at `sub` or `email`. No claim of
 * them is a grant.
 */
export interface GoogleIssuer extends Preset {
  readonly preset: 'google'
}

/**
 * GitHub Actions. Any workflow of anybody on GitHub can get a token for any audience: look at `sub`, `repository` or
 * `repository_owner_id`. No claim of them is a grant.
 */
export interface GithubActionsIssuer extends Preset {
  readonly preset: 'github_actions'
}

/**
 * GitLab CI. Any job of anybody on the same GitLab can get a token for any audience: look at `sub` or `project_path`. No claim of
 * them is a grant.
 */
export interface GitlabCiIssuer extends Preset {
  readonly preset: 'gitlab_ci'
  /** Default `https://gitlab.com`. */
  readonly url?: string
}

/**
 * Kubernetes service accounts, bound tokens. Any pod of the cluster can ask for any audience: look at `sub`. No claim of them is a
 * grant. A pod that is gone is not noticed before the token expires.
 */
export interface KubernetesIssuer extends Preset {
  readonly preset: 'kubernetes'
  /** The cluster's `--service-account-issuer`. */
  readonly issuer: string
}

/**
 * SPIFFE JWT-SVIDs, by the bundle of one trust domain. `sub` is the workload's SPIFFE ID; what it may do is not said. They are
 * bearer tokens: whoever was shown one can use it until it expires.
 */
export interface SpiffeIssuer extends Preset {
  readonly preset: 'spiffe'
  /** `example.org`, without `spiffe://`. */
  readonly trustDomain: string
  /** The URL of the bundle. Of its keys only those with `use: jwt-svid` serve. */
  readonly jwksUri: string
}

/** Any authorization server whose access tokens follow RFC 9068 (`typ: at+jwt`), found by discovery. */
export interface Rfc9068Issuer extends Preset {
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
