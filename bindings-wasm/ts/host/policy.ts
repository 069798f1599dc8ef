import type { Algorithm, Key } from './key.js'
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

/** An issuer whose tokens are accepted. */
export interface Issuer {
  /** Compared exactly with `iss`. */
  readonly issuer: string
  /** This server: at least one of them must stand in `aud` (RFC 7519 §4.1.3). */
  readonly audience: string | readonly string[]
  /** What its tokens may be signed with; nothing else is accepted, whatever a token says. */
  readonly algorithms: readonly Algorithm[]
  readonly keys: KeySource | readonly KeySource[]
  /** `rfc9068` demands `typ: at+jwt` and the claims of RFC 9068 §2.2. Default `jwt`. */
  readonly profile?: 'jwt' | 'rfc9068'
  /** Claims that must be present and not null, besides those the profile requires. */
  readonly requiredClaims?: readonly string[]
  /** Claims that hold scopes; their union is taken. Default `scope`, `scp`, `scopes`. */
  readonly scopeClaims?: readonly string[]
  /** Tolerated difference of clocks in seconds, 0 to 300. Default 5. */
  readonly leewaySeconds?: number
  /** Refuses tokens issued longer ago than this, whatever their `exp`. Default: no such limit. */
  readonly maxAgeSeconds?: number
}

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

/** What a server accepts. At least one of `issuers` and `apiKeys`; unknown members are refused. */
export interface Policy {
  readonly issuers?: readonly Issuer[]
  /** A store, or a store with settings. Without it, API keys are no credential here. */
  readonly apiKeys?: ApiKeyStore | ApiKeys
  readonly scopes?: ScopeRules
  /** Named in challenges (RFC 9110 §11.5). */
  readonly realm?: string
}
