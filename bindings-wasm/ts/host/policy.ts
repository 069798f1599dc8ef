import type { ApiKeyStore } from './api-key-record.js'
import type { CustomIssuer } from './issuer.js'
import type { PresetIssuer } from './presets.js'

/** An issuer whose tokens are accepted: one that you describe, or a preset of its provider. */
export type Issuer = CustomIssuer | PresetIssuer

/** What this server's API keys look like, and where their records are. */
export interface ApiKeys {
  readonly store: ApiKeyStore
  /** How many seconds a promise of the store may take; then the answer is 503. Above 0, at most 300. Default 5. */
  readonly timeoutSeconds?: number
  /** What keys begin with: `[a-z][a-z0-9_]{1,23}`. Default `sk_agent`. */
  readonly prefix?: string
  /** The header whose whole value is an API key, without a scheme such as `Bearer`. Default `x-api-key`. */
  readonly header?: string
  /** Secrets under which digests are stored: raw bytes, at least 32, by the id that records name. */
  readonly peppers?: Readonly<Record<string, Uint8Array>>
  /** What keys of an older form begin with. The store finds these keys by their SHA-256. */
  readonly legacyPrefixes?: readonly string[]
  /** Schemes of `Authorization` that carry an API key, such as `Api-Key`, beside `Bearer`. */
  readonly schemes?: readonly string[]
  /**
   * Accepts keys that have no prefix in common: UUIDs of version 4 and 7, or 32 hexadecimal digits or 22 characters and more. Only in the
   * header and under the schemes, never as `Bearer`. The store finds these keys by their SHA-256.
   */
  readonly unprefixed?: 'uuid' | 'hex' | 'base62' | 'base64url'
}

/** A place of a credential: one of `header`, `cookie` and `subprotocol`. A request has one credential, wherever it stands. */
export interface Place {
  /** A header whose whole value is a token or an API key. */
  readonly header?: string
  /** A cookie whose name begins with `__Host-`. */
  readonly cookie?: string
  /**
   * The pages that may send the cookie with a method other than GET, HEAD and OPTIONS, or for a WebSocket: `https://app.example.com`.
   * Required for a cookie.
   */
  readonly origins?: readonly string[]
  /** Accepts another name of the cookie. A page of another host of the same domain can then log somebody in as somebody else. */
  readonly dangerCookieName?: boolean
  /** The subprotocol `doorward.bearer.<token>` of a WebSocket. */
  readonly subprotocol?: boolean
}

/** Which scopes imply which. */
export interface ScopeRules {
  /** `{ admin: ['billing:*', 'users:read'] }`; transitive. */
  readonly implies?: Readonly<Record<string, readonly string[]>>
  /** Whether a `billing:*` that a token holds covers every scope that begins with `billing:`. Default false. */
  readonly wildcards?: boolean
}

/**
 * When key sets are fetched again, and how long they serve. Whole numbers of seconds, the same for every issuer. The verifier checks
 * them together when it is made.
 */
export interface KeyRefresh {
  /** How long a key set is fresh when its server does not say so. Default 600. */
  readonly ttlSeconds?: number
  /** The longest time that `Cache-Control: max-age` counts for. Default 86,400. */
  readonly ttlMaxSeconds?: number
  /**
   * How long after the last success a key set serves while fetches fail; or as long as its server says it is fresh, where that is
   * longer. Afterwards tokens are refused as `keys_unavailable`. A longer time survives longer outages; a key that is withdrawn during
   * an outage then serves longer too. Default 3,600.
   */
  readonly staleSeconds?: number
  /** How long one HTTP request of a fetch may take, headers and body together. A fetch makes up to twelve. At most 60. Default 5. */
  readonly timeoutSeconds?: number
}

/**
 * How many verified tokens are kept. A token is kept when it comes for the second time, and from the third time on its signature is not
 * checked again. Its key, its lifetime and its scopes are checked each time. Refusals are not kept.
 */
export interface TokenCache {
  /** At most so many tokens, up to 1,000,000; 0 keeps none. Default 10,000. */
  readonly tokens?: number
  /** At most so many bytes in all, up to 1 GiB. Default 16 MiB. */
  readonly bytes?: number
}

/** The metadata that a client reads to find out where to get a token. */
export interface Resource {
  /** The resource identifier, an https URL, as clients write it; it is not changed. */
  readonly identifier: string
  /** The scopes that the server knows. */
  readonly scopes?: readonly string[]
  /** Who issues tokens for it. Default: the issuers of the policy whose keys are fetched. */
  readonly authorizationServers?: readonly string[]
}

/** What a server accepts. At least one of `issuers` and `apiKeys` is there; unknown members are refused. */
export interface Policy {
  readonly issuers?: readonly Issuer[]
  /** When key sets are fetched again, and how long they serve. */
  readonly keyRefresh?: KeyRefresh
  /** How many verified tokens are kept. */
  readonly tokenCache?: TokenCache
  /** A store, or a store with settings. Without it, API keys are no credential here. */
  readonly apiKeys?: ApiKeyStore | ApiKeys
  readonly scopes?: ScopeRules
  /** Where a credential may stand besides `Authorization` and the API key header, by name. A guard looks there only if it names the place. */
  readonly places?: Readonly<Record<string, Place>>
  /** This server as a protected resource (RFC 9728): challenges then say where its metadata are, and which scopes are needed. */
  readonly resource?: Resource
  /** The `realm` of challenges (RFC 9110 §11.5). */
  readonly realm?: string
}
