import type { Lookups } from './api-key-lookup.js'
import { Decisions } from './decisions.js'
import type { EngineModule, PolicyHandle, Step } from './engine.js'
import { invalidPolicy, refused } from './error.js'
import { clock } from './flight.js'
import type { KeySets, WaitUntil } from './key-sets.js'
import { type KeyStatus, keyStatus, outage } from './key-status.js'
import { checkOptions } from './plain.js'
import type { Principal } from './principal.js'
import { credentialHeaders, type IncomingRequest, urlOf } from './request.js'
import { type Needed, Requirements, type Scopes } from './scopes.js'

/** What one call needs and when it happens. */
export interface VerifyOptions {
  /** What the operation needs. Nothing: any genuine credential. */
  readonly scopes?: Scopes
  /** Unix seconds. Default: the clock. */
  readonly now?: number | undefined
  /**
   * On Workers `ctx.waitUntil.bind(ctx)`: lets a fetch of keys that this request has begun come to its end after the answer, and
   * when the client is gone.
   */
  readonly waitUntil?: WaitUntil | undefined
}

const OPTIONS = ['scopes', 'now', 'waitUntil']

/**
 * Decides on credentials by one policy. Make one and keep it: the policy is parsed here, once, and fetched keys are kept here.
 *
 * Checked: form, issuer, algorithm, key, signature, lifetime, audience, type, required claims, scopes;
 * API keys by checksum, digest and record. Not checked: revocation before expiry, proof of possession
 * (a token with `cnf` is refused), whether an actor may act for its subject.
 */
export class Verifier {
  readonly #policy: PolicyHandle
  readonly #keySets: KeySets
  readonly #decisions: Decisions
  readonly #apiKeyHeader: string | undefined
  readonly #requirements: Requirements

  /** @internal */
  constructor(module: EngineModule, policy: PolicyHandle, lookups: Lookups | undefined, keySets: KeySets) {
    this.#policy = policy
    this.#keySets = keySets
    this.#decisions = new Decisions(module, policy, lookups, keySets)
    this.#apiKeyHeader = policy.apiKeyHeader ?? undefined
    this.#requirements = new Requirements(policy)
  }

  /**
   * Who presents this credential, a token or an API key? Throws a DoorwardError when it is refused or
   * cannot be decided on. On the edge WebCrypto checks the signature.
   */
  verify(credential: string, options?: VerifyOptions): Promise<Principal> {
    try {
      const step = this.#credential(credential, options, this.#decisions.hostSignatures)
      return Promise.resolve(this.#decisions.decided(step, options))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /**
   * As `verify`, at once: the engine checks the signature (that of `doorward-wasm/webcrypto` can check HMACs only and says
   * `state_unavailable` of others), and the store must answer without a promise. While keys that are fetched
   * are not there yet it says `keys_unavailable`, and their fetch begins: see `warm`.
   */
  verifySync(credential: string, options?: VerifyOptions): Principal {
    return this.#decisions.decidedAtOnce(this.#credential(credential, options, false), options)
  }

  /**
   * Who sends this request? Reads its URL, `Authorization` and the API key header (RFC 6750 §2.1).
   * Two credentials, and a token in the query, are refused.
   */
  authenticate(request: IncomingRequest, options?: VerifyOptions): Promise<Principal> {
    try {
      const step = this.#request(request, options, this.#decisions.hostSignatures)
      return Promise.resolve(this.#decisions.decided(step, options))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** As `authenticate`, at once: see `verifySync`. */
  authenticateSync(request: IncomingRequest, options?: VerifyOptions): Principal {
    return this.#decisions.decidedAtOnce(this.#request(request, options, false), options)
  }

  /** @internal For guards: a promise only where something is lacking. Throws what is refused at once. */
  guarded(request: IncomingRequest, needed: Scopes | Needed, waitUntil?: WaitUntil): Principal | Promise<Principal> {
    const step = this.#begun(request, needed, clock(), this.#decisions.hostSignatures)
    return this.#decisions.decided(step, waitUntil && { waitUntil })
  }

  /**
   * Fetches the keys of every issuer that has none yet, so that the first requests need not wait. Throws `keys_unavailable` only when
   * no issuer's keys could be fetched. On Workers only within a request.
   */
  async warm(): Promise<void> {
    await this.#keySets.warm()
    const refusal = this.#policy.unwarmed(clock())
    if (refusal != null) throw refused(refusal, outage(this.keyStatus()))
  }

  /** How each issuer's keys are at this moment, in the policy's order. */
  keyStatus(): KeyStatus[] {
    return keyStatus(this.#policy, clock())
  }

  /** Checks what an operation needs, so that a faulty route fails when it is made, not when it is called. */
  prepare(scopes?: Scopes): void {
    this.#requirements.of(scopes)
  }

  #credential(credential: string, options: VerifyOptions | undefined, hostSignatures: boolean): Step {
    if (typeof credential !== 'string') throw new TypeError('a credential must be a string')
    const needed = this.#requirements.of(checked(options)?.scopes)
    return this.#policy.beginCredential(credential, needed, time(options?.now), hostSignatures)
  }

  #request(request: IncomingRequest, options: VerifyOptions | undefined, hostSignatures: boolean): Step {
    const scopes = checked(options)?.scopes
    return this.#begun(request, scopes, time(options?.now), hostSignatures)
  }

  #begun(request: IncomingRequest, scopes: Scopes | Needed | undefined, now: number, hostSignatures: boolean): Step {
    const headers = credentialHeaders(request, this.#apiKeyHeader)
    const url = urlOf(request)
    // Last, for to read a request may run code of others, and a place is given away again in time.
    return this.#policy.beginRequest(url, headers, this.#requirements.of(scopes), now, hostSignatures)
  }
}

/** A misspelt option, or scopes given bare, would leave an operation unguarded: refused. */
function checked(options: VerifyOptions | undefined): VerifyOptions | undefined {
  checkOptions(options, OPTIONS)
  const waitUntil = options?.waitUntil
  if (waitUntil !== undefined && typeof waitUntil !== 'function')
    throw invalidPolicy('waitUntil', 'a function expected')
  return options
}

function time(now: number | undefined): number {
  if (now === undefined) return clock()
  if (!Number.isFinite(now)) throw invalidPolicy('now', 'Unix seconds expected, a finite number')
  return now
}
