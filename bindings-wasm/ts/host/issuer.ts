import type { Claim } from './claim.js'
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

/**
 * A claim that holds scopes otherwise than as text with spaces or as an array. At most one of `keys`, `member` and `separator` says how
 * it is read. What is no scope grants nothing, and nothing is a wildcard.
 */
export interface ScopeClaim {
  readonly claim: ClaimPath
  /** The keys of an object count whose value is `true`, or a text, array or object that is not empty. */
  readonly keys?: boolean
  /**
   * Of `keys`: a key counts only if its value is an object with one of these members. Of Zitadel these are the organizations that grant a
   * role; without `org` a grant of any organization holds everywhere.
   */
  readonly org?: string | readonly string[]
  /** This member of each object of an array. */
  readonly member?: string
  /** What stands between the scopes of a text. Nothing is trimmed. */
  readonly separator?: string
}

/** Where the keys of an issuer come from: `keys`, `jwksUri` or `metadataUrl`, or both; without these, from discovery. */
export interface KeySourceOptions {
  /** Keys that are given. Beside `jwksUri` or `metadataUrl` they are tried first and need no fetch; HMACs use no other key. */
  readonly keys?: KeySource | readonly KeySource[]
  /** The URL of a JWK Set, which is fetched and kept up to date. */
  readonly jwksUri?: string
  /**
   * The URL of authorization server metadata (RFC 8414) or of an OpenID configuration. The `issuer` of the document must be exactly the
   * policy's; the `jwks_uri` of the document is used.
   */
  readonly metadataUrl?: string
  /** Allows `http:` URLs of other machines too. An attacker on the network path can then sign any token. Default false. */
  readonly dangerAllowHttp?: boolean
}

/** How the tokens of an issuer are read. */
export interface TokenRules {
  /** `rfc9068` requires `typ: at+jwt` and the claims of RFC 9068 §2.2. Default `jwt`. */
  readonly profile?: 'jwt' | 'rfc9068'
  /**
   * Whether a token without a marker of its type is refused when its claims look like those of another type (`nonce`, `at_hash`,
   * `type: refresh`, …). Default true. Where it is false, a token needs a marker: `typ: at+jwt`, the preset's marker, or a value in
   * `requiredClaims`.
   */
  readonly guessType?: boolean
  /**
   * Accepts ID tokens too (OpenID Connect Core §2). Anyone who holds an ID token of the client in `audience` then gets in. Their scope
   * claims count only where `scopeClaims` names them; `principal.credential` is `id_token`. Default false.
   */
  readonly acceptsIdTokens?: boolean
  /** Claims that must be there and not null, or must say something: `claim('type', 'access')`. They add to those of the profile. */
  readonly requiredClaims?: readonly (string | Claim)[]
  /** Claims that hold scopes; their union counts. Default `scope`, `scp`, `scopes`. */
  readonly scopeClaims?: readonly (ClaimPath | ScopeClaim)[]
  /** The claim that names the audience. Default `aud`. */
  readonly audienceClaim?: string
  /** What an `aud` may name besides `audience`, where `audienceClaim` is another claim. */
  readonly alsoAudience?: readonly string[]
  /** Claims that name the client; the first one that is there counts. Default `client_id`, `azp`. */
  readonly clientIdClaims?: readonly string[]
  /** How much clocks may differ, in seconds from 0 to 300. Default 5. */
  readonly leewaySeconds?: number
  /** Accepts tokens of other types, even `type: refresh`, unless `typ`, `token_use` or `events` shows the type. Default false. */
  readonly dangerAnyType?: boolean
  /** The longest token in bytes, 16,384 to 65,536. Default 16,384. */
  readonly tokenBytesMax?: number
  /** Refuses tokens that were issued longer ago than this, in seconds, whatever their `exp`. Default: no such limit. */
  readonly maxAgeSeconds?: number
}

/** What every issuer has. */
export interface IssuerBase extends KeySourceOptions, TokenRules {
  /** The names of this server. At least one of them must stand in `aud` (RFC 7519 §4.1.3). `null` only with `dangerNoAudience`. */
  readonly audience: string | readonly string[] | null
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
  /**
   * Accepts tokens without `iss`, of a home-made issuer; `issuer` names it here. Nothing shows who issued a
   * token. One such issuer, own `keys`, and a value in `requiredClaims` or `dangerAnyType`.
   */
  readonly dangerNoIssuer?: boolean
  /** Accepts tokens without `aud`: one for another service passes here. An `aud` that is there must match. Otherwise as `dangerNoIssuer`. */
  readonly dangerNoAudience?: boolean
}
