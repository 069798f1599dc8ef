import type { Algorithm, Key } from './key.js'
import type { PresetIssuer } from './presets.js'
import type { ApiKeyStore } from './record.js'

/** A public JSON Web Key (RFC 7517 §4). */
export interface Jwk {
  readonly kty: string
  readonly [member: string]: unknown
}

/** A JWK Set (RFC 7517 §5). Keys in it that cannot serve here are passed over; weak ones are refused. */
export interface Jwks {
  readonly keys: readonly Jwk[]
  readonly [member: string]: unknown
}

/** One source of keys. */
export type KeySource = Jwk | Jwks | Key

/** A claim by its name, or by the path to it in nested objects: `['realm_access', 'roles']`. */
export type ClaimPath = string | readonly string[]

/** Where an issuer's keys come from: one of the three, or none for discovery from `issuer`. */
export interface KeysOf {
  /** A key set that is given, and never fetched. */
  readonly keys?: KeySource | readonly KeySource[]
  /** The URL of a JWK Set, which is fetched and kept up to date. */
  readonly jwksUri?: string
  /**
   * The URL of authorization server metadata (RFC 8414) or of an OpenID configuration. Its `issuer` must be exactly that of
   * the policy; its `jwks_uri` is used.
   */
  readonly metadataUrl?: string
  /** Fetches by `http:` also from hosts that are not loopback: whoever sits in between can then put in keys of theirs. */
  readonly dangerAllowHttp?: boolean
}

/** How an issuer's tokens are read. */
export interface TokenRules {
  /** `rfc9068` demands `typ: at+jwt` and the claims of RFC 9068 §2.2. Default `jwt`. */
  readonly profile?: 'jwt' | 'rfc9068'
  /** Claims that must be present and not null, besides those the profile requires. */
  readonly requiredClaims?: readonly string[]
  /** Claims that hold scopes; their union is taken. Default `scope`, `scp`, `scopes`. */
  readonly scopeClaims?: readonly ClaimPath[]
  /** The claim that names the audience. Default `aud`. */
  readonly audienceClaim?: string
  /** Claims that may name the client; the first that is there does. Default `client_id`, `azp`. */
  readonly clientIdClaims?: readonly string[]
  /** Tolerated difference of clocks in seconds, 0 to 300. Default 5. */
  readonly leewaySeconds?: number
  /** Refuses tokens issued longer ago than this, whatever their `exp`. Default: no such limit. */
  readonly maxAgeSeconds?: number
}

/** What every issuer says of itself. */
export interface IssuerBase extends KeysOf, TokenRules {
  /** This server: at least one of them must stand in `aud` (RFC 7519 §4.1.3). */
  readonly audience: string | readonly string[]
}

/**
 * An issuer whose tokens are accepted. Without `keys`, `jwksUri` and `metadataUrl` its keys are found by discovery:
 * `<issuer>/.well-known/openid-configuration`, then RFC 8414's `/.well-known/oauth-authorization-server<path>`.
 */
export interface OwnIssuer extends IssuerBase {
  readonly preset?: undefined
  /** Compared exactly with `iss`. */
  readonly issuer: string
  /** What its tokens may be signed with; nothing else is accepted, whatever a token says. HMACs only with `keys`. */
  readonly algorithms: readonly Algorithm[]
}

/** An issuer whose tokens are accepted: described by itself, or by a preset of its provider. */
export type Issuer = OwnIssuer | PresetIssuer

/** How this server's API keys look and where their records are. */
export interface ApiKeys {
  readonly store: ApiKeyStore
  /** Seconds a store's promise may take before it counts as an outage (503), up to 300. Default 5. */
  readonly timeoutSeconds?: number
  /** What keys begin with: `[a-z][a-z0-9_]{1,23}`. Default `sk_agent`. */
  readonly prefix?: string
  /** The header that carries a key alone. Default `x-api-key`. */
  readonly header?: string
  /** Raw bytes, at least 32, by the id that records name them with. */
  readonly peppers?: Readonly<Record<string, Uint8Array>>
  /** Beginnings of keys of an older form, looked up by their SHA-256. */
  readonly legacyPrefixes?: readonly string[]
}

/** Which scopes imply which. */
export interface ScopeRules {
  /** `{ admin: ['billing:*', 'users:read'] }`; transitive. */
  readonly implies?: Readonly<Record<string, readonly string[]>>
  /** Whether a `billing:*` in a token covers every scope that begins with `billing:`. Default false. */
  readonly wildcards?: boolean
}

/**
 * How fetched keys are kept up to date; whole numbers, one rule for all issuers. They are checked together when the
 * verifier is made.
 */
export interface KeyRefresh {
  /** How long a set is good when its server does not say. Default 600. */
  readonly ttlSeconds?: number
  /** At least, whatever `Cache-Control: max-age` says. Default 60. */
  readonly ttlMinSeconds?: number
  /** At most, whatever `Cache-Control: max-age` says. Default 86,400. */
  readonly ttlMaxSeconds?: number
  /** After so many per cent of that time the set is fetched anew; no request waits for it. Default 80. */
  readonly aheadPercent?: number
  /**
   * For so long after the last success a set serves while fetches fail; then tokens are refused as `keys_unavailable`. Longer
   * survives longer outages, and lets a key that was taken out during one live on as long. Default 3,600.
   */
  readonly staleSeconds?: number
  /** The pause after the first failure. Default 1. */
  readonly backoffMinSeconds?: number
  /** The longest pause between failures. Default 60. */
  readonly backoffMaxSeconds?: number
  /** Fetches that unknown key ids may cause at once. Default 10. */
  readonly unknownKeyBurst?: number
  /** One more of them every so often. Default 5. */
  readonly unknownKeyIntervalSeconds?: number
  /** And never closer to each other. Default 1. */
  readonly unknownKeyGapSeconds?: number
  /** For so long an id that was looked for in vain is not looked for again. Default 30. */
  readonly unknownKeyMemorySeconds?: number
  /** For one fetch, headers and body together. Default 5. */
  readonly timeoutSeconds?: number
}

/**
 * How many verified tokens are kept, so that the same one need not be verified again. Whether its key is still the issuer's, its
 * lifetime and its scopes are checked each time all the same; refusals are not kept.
 */
export interface TokenCache {
  /** At most so many, up to 1,000,000; 0 keeps none. Default 10,000. */
  readonly tokens?: number
  /** At most so many bytes in all, up to 1 GiB. Default 16 MiB. */
  readonly bytes?: number
}

/** What a server accepts. At least one of `issuers` and `apiKeys`; unknown members are refused. */
export interface Policy {
  readonly issuers?: readonly Issuer[]
  /** How fetched keys are kept up to date. */
  readonly keyRefresh?: KeyRefresh
  /** How many verified tokens are kept. */
  readonly tokenCache?: TokenCache
  /** A store, or a store with settings. Without it, API keys are no credential here. */
  readonly apiKeys?: ApiKeyStore | ApiKeys
  readonly scopes?: ScopeRules
  /** Named in challenges (RFC 9110 §11.5). */
  readonly realm?: string
}
