import type { Algorithm, Key } from './key.js'

/** A public JSON Web Key (RFC 7517 §4). */
export interface Jwk {
  readonly kty: string
  readonly [member: string]: unknown
}

/** A JWK Set (RFC 7517 §5). Keys that cannot verify tokens here are skipped; weak keys are refused. */
export interface Jwks {
  readonly keys: readonly Jwk[]
  readonly [member: string]: unknown
}

/** One source of keys. */
export type KeySource = Jwk | Jwks | Key

/** A claim by its name, or by the path to it in nested objects: `['realm_access', 'roles']`. */
export type ClaimPath = string | readonly string[]

/** Where the keys of an issuer come from: one of `keys`, `jwksUri` and `metadataUrl`; without these, from discovery. */
export interface KeysOf {
  /** Keys that are given and never fetched. */
  readonly keys?: KeySource | readonly KeySource[]
  /** The URL of a JWK Set, which is fetched and kept up to date. */
  readonly jwksUri?: string
  /**
   * The URL of authorization server metadata (RFC 8414) or of an OpenID configuration. The `issuer` of the document must be exactly the
   * policy's; the `jwks_uri` of the document is used.
   */
  readonly metadataUrl?: string
  /** Allows `http:` URLs of every machine, not of this one only. Whoever sits on the way can then sign any token. */
  readonly dangerAllowHttp?: boolean
}

/** How the tokens of an issuer are read. */
export interface TokenRules {
  /** `rfc9068` requires `typ: at+jwt` and the claims of RFC 9068 §2.2. Default `jwt`. */
  readonly profile?: 'jwt' | 'rfc9068'
  /** Claims that must be there and not null, besides those that the profile requires. */
  readonly requiredClaims?: readonly string[]
  /** Claims that hold scopes; their union counts. Default `scope`, `scp`, `scopes`. */
  readonly scopeClaims?: readonly ClaimPath[]
  /** The claim that names the audience. Default `aud`. */
  readonly audienceClaim?: string
  /** Claims that name the client; the first one that is there counts. Default `client_id`, `azp`. */
  readonly clientIdClaims?: readonly string[]
  /** How much clocks may differ, in seconds from 0 to 300. Default 5. */
  readonly leewaySeconds?: number
  /** Refuses tokens that were issued longer ago than this, in seconds, whatever their `exp`. Default: no such limit. */
  readonly maxAgeSeconds?: number
}

/** What every issuer has. */
export interface IssuerBase extends KeysOf, TokenRules {
  /** The names of this server. At least one of them must stand in `aud` (RFC 7519 §4.1.3). */
  readonly audience: string | readonly string[]
}

/**
 * An issuer whose tokens are accepted. Without `keys`, `jwksUri` and `metadataUrl` its keys come from discovery:
 * `<issuer>/.well-known/openid-configuration`, then RFC 8414's `/.well-known/oauth-authorization-server<path>`.
 */
export interface CustomIssuer extends IssuerBase {
  readonly preset?: undefined
  /** The exact value of `iss`. */
  readonly issuer: string
  /** The algorithms that tokens may be signed with. Any other is refused, whatever a token says. HMACs only with `keys`. */
  readonly algorithms: readonly Algorithm[]
}
