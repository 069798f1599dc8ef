import type { Engine } from './engine.js'
import { type Actor, type Binding, PrincipalRecord } from './principal-record.js'

// Not exported, so that nobody else can make a principal.
const BY_VERIFIER = Symbol('by a verifier')

/** Who is calling. The credential is genuine and in force. Only a verifier makes principals, and nothing changes one. */
export class Principal {
  /** `sub`; for an API key the agent that it belongs to. */
  readonly subject: string | null
  /** `iss`; `null` for an API key. */
  readonly issuer: string | null
  /**
   * The first of the issuer's `clientIdClaims` that the token has: `client_id` (RFC 9068 §2.2), then `azp`, unless policy or preset name
   * others. For an API key the agent that it belongs to.
   */
  readonly clientId: string | null
  /** Every value of the issuer's `audienceClaim`, which is `aud` by default; empty for an API key. */
  readonly audience: readonly string[]
  /** Every scope that the credential holds, in its order, each once. Use `allows`, which also knows the scopes that these imply. */
  readonly scopes: readonly string[]
  /** `exp` in Unix seconds; for an API key its expiry, `null` when it never expires. */
  readonly expiresAt: number | null
  /** `iat` in Unix seconds; for an API key the time when it was created. */
  readonly issuedAt: number | null
  /** `jti`. */
  readonly tokenId: string | null
  readonly credential: 'jwt' | 'id_token' | 'api_key'
  /** `kid` of the key that verified the token; for an API key its public id. */
  readonly keyId: string | null
  /** Who acts for the subject, the outermost first (RFC 8693 §4.1). Not checked: whether they may act for it. */
  readonly actors: readonly Actor[]
  /** The proofs of possession that were checked. Always empty in this version, which refuses tokens that are bound to a key. */
  readonly bindings: readonly Binding[]
  /** The tier of an API key. */
  readonly tier: string | null
  readonly #engine: Engine
  /** The places of scopes that are roles, which are no wildcards whatever their names. */
  readonly #noWildcards: string
  readonly #claimsJson: string
  #claims: Readonly<Record<string, unknown>> | undefined

  /** @internal Only a verifier makes principals: see `makePrincipal`. */
  constructor(key: symbol, engine: Engine, record: PrincipalRecord) {
    if (key !== BY_VERIFIER) throw new TypeError('only a Verifier makes principals')
    this.subject = record.subject
    this.issuer = record.issuer
    this.clientId = record.clientId
    this.audience = record.audience
    this.scopes = record.scopes
    this.expiresAt = record.expiresAt
    this.issuedAt = record.issuedAt
    this.tokenId = record.tokenId
    this.credential = record.credential
    this.keyId = record.keyId
    this.actors = record.actors
    this.bindings = record.bindings
    this.tier = record.tier
    this.#engine = engine
    this.#noWildcards = record.noWildcards
    this.#claimsJson = record.claims
    // Requests that bring the same token share one principal.
    Object.freeze(this)
  }

  /**
   * The whole payload of the token; for an API key the record's `metadata`. It is parsed when it is first read. Only the claims that
   * the other members show were checked; the rest is what the issuer wrote. It is frozen, with all that it holds.
   */
  get claims(): Readonly<Record<string, unknown>> {
    this.#claims ??= frozen(JSON.parse(this.#claimsJson) as object) as Readonly<Record<string, unknown>>
    return this.#claims
  }

  /** Whether the caller holds `scope`, or a scope that implies it by the policy. Never throws. `principal.allows('billing:read')` */
  allows(scope: string): boolean {
    return typeof scope === 'string' && this.#engine.allows(this.scopes.join(' '), this.#noWildcards, scope)
  }

  /** @internal The refusal, in JSON, when it lacks what a slot of its engine asks; nothing when nothing lacks. */
  lacks(slot: number): string | undefined | null {
    return this.#engine.authorize(slot, this.scopes.join(' '), this.#noWildcards, this.#claimsJson)
  }
}

/** The principal of an engine's record. */
export function makePrincipal(engine: Engine, text: string): Principal {
  return new Principal(BY_VERIFIER, engine, new PrincipalRecord(text))
}

function frozen(value: object): object {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) frozen(member)
  }
  return Object.freeze(value)
}
