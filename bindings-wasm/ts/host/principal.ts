import type { PolicyHandle } from './engine.js'
import { Lines } from './lines.js'

/** Who acts for the subject (RFC 8693 §4.1). */
export interface Actor {
  readonly subject: string
  readonly issuer: string | null
}

/** Who is calling. Its credential was found genuine and in force; only a verifier makes one. */
export class Principal {
  /** `sub`; for an API key the agent it belongs to. */
  readonly subject: string | null
  /** `iss`; `null` for an API key. */
  readonly issuer: string | null
  /** `client_id` (RFC 9068 §2.2), else `azp`; for an API key the agent it belongs to. */
  readonly clientId: string | null
  /** `aud`, all of it; empty for an API key. */
  readonly audience: readonly string[]
  /** Every scope held, in the credential's order, without repetition. Ask `allows`, it knows what implies what. */
  readonly scopes: readonly string[]
  /** `exp` in Unix seconds; for an API key its expiry, if it has one. */
  readonly expiresAt: number | null
  /** `iat` in Unix seconds; for an API key when it was created. */
  readonly issuedAt: number | null
  /** `jti`. */
  readonly tokenId: string | null
  readonly credential: 'jwt' | 'api_key'
  /** `kid` of the key that verified the token; the public id of an API key. */
  readonly keyId: string | null
  /** Who acts for the subject, outermost first. Whether they may is not checked. */
  readonly actors: readonly Actor[]
  /** Proof of possession; never checked in this version. */
  readonly binding: 'none'
  /** The API key's tier. */
  readonly tier: string | null
  readonly #policy: PolicyHandle
  #claims: string | Readonly<Record<string, unknown>>

  /** @internal From the lines of an engine; or of another principal, with nothing in common that could be changed. */
  constructor(policy: PolicyHandle, from: string | Principal) {
    const lines = typeof from === 'string' ? new Lines(from) : undefined
    const read = lines ?? (from as Principal)
    this.subject = read.subject
    this.issuer = read.issuer
    this.clientId = read.clientId
    this.audience = lines?.audience ?? read.audience.slice()
    this.scopes = lines?.scopes ?? read.scopes.slice()
    this.expiresAt = read.expiresAt
    this.issuedAt = read.issuedAt
    this.tokenId = read.tokenId
    this.credential = read.credential
    this.keyId = read.keyId
    this.actors = lines?.actors ?? read.actors.map(({ subject, issuer }) => ({ subject, issuer }))
    this.binding = read.binding
    this.tier = read.tier
    this.#policy = policy
    this.#claims = lines?.claims ?? (from as Principal).#claims
  }

  /**
   * The whole payload as it was signed; an API key's metadata. Parsed when first asked for. Only the
   * claims that Doorward names were checked; the others are what the issuer wrote.
   */
  get claims(): Readonly<Record<string, unknown>> {
    if (typeof this.#claims === 'string') this.#claims = JSON.parse(this.#claims) as Record<string, unknown>
    return this.#claims
  }

  /** Whether the caller holds `scope`, by itself or by the policy's implications. Never throws. */
  allows(scope: string): boolean {
    return typeof scope === 'string' && this.#policy.allows(this.scopes.join(' '), scope)
  }
}
