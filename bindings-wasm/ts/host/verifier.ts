import { answer, answerAtOnce, type Inquiry, type Lookups } from './api-key-lookup.js'
import type { EngineModule, Pending, PolicyHandle, Step } from './engine.js'
import { constructed, invalidPolicy, refused } from './error.js'
import { clock } from './flight.js'
import type { Errand, KeySets, WaitUntil } from './key-sets.js'
import { type KeyStatus, keyStatus } from './key-status.js'
import { checkOptions } from './plain.js'
import { Principal } from './principal.js'
import { recordPath } from './record.js'
import { credentialHeaders, type IncomingRequest, urlOf } from './request.js'
import { Requirements, type Scopes } from './scopes.js'
import { checkedHere, PlatformSignatures } from './webcrypto.js'

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

/** A decision on its way, and what the operator should learn of it. */
interface Course extends Inquiry, Errand {
  /** Whose keys were asked for. */
  issuer?: string
}

const KEY_SET = '{"key_set":true}'
const OPTIONS = ['scopes', 'now', 'waitUntil']

/**
 * Decides on credentials by one policy. Make one and keep it: the policy is parsed here, once, and fetched keys are kept here.
 *
 * Checked: form, issuer, algorithm, key, signature, lifetime, audience, type, required claims, scopes;
 * API keys by checksum, digest and record. Not checked: revocation before expiry, proof of possession
 * (a token with `cnf` is refused), whether an actor may act for its subject.
 */
export class Verifier {
  readonly #module: EngineModule
  readonly #policy: PolicyHandle
  readonly #lookups: Lookups | undefined
  readonly #keySets: KeySets
  readonly #apiKeyHeader: string | undefined
  readonly #requirements: Requirements
  readonly #signatures: PlatformSignatures | undefined

  /** @internal */
  constructor(module: EngineModule, policy: PolicyHandle, lookups: Lookups | undefined, keySets: KeySets) {
    this.#module = module
    this.#policy = policy
    this.#lookups = lookups
    this.#keySets = keySets
    this.#apiKeyHeader = policy.apiKeyHeader ?? undefined
    this.#requirements = new Requirements(module)
    const platform = module.hostSignatures && globalThis.crypto?.subtle !== undefined
    this.#signatures = platform ? new PlatformSignatures(policy) : undefined
  }

  /**
   * Who presents this credential, a token or an API key? Throws a DoorwardError when it is refused or
   * cannot be decided on. On the edge WebCrypto checks the signature.
   */
  async verify(credential: string, options?: VerifyOptions): Promise<Principal> {
    return this.#decideAsync(this.#credential(credential, options, this.#signatures !== undefined), options)
  }

  /**
   * As `verify`, at once: the engine checks the signature (that of `doorward-wasm/webcrypto` can check HMACs only and says
   * `state_unavailable` of others), and the store must answer without a promise. While keys that are fetched
   * are not there yet it says `keys_unavailable`, and their fetch begins: see `warm`.
   */
  verifySync(credential: string, options?: VerifyOptions): Principal {
    return this.#decide(this.#credential(credential, options, false), options)
  }

  /**
   * Who sends this request? Reads its URL, `Authorization` and the API key header (RFC 6750 §2.1).
   * Two credentials, and a token in the query, are refused.
   */
  async authenticate(request: IncomingRequest, options?: VerifyOptions): Promise<Principal> {
    return this.#decideAsync(this.#request(request, options, this.#signatures !== undefined), options)
  }

  /** As `authenticate`, at once: see `verifySync`. */
  authenticateSync(request: IncomingRequest, options?: VerifyOptions): Principal {
    return this.#decide(this.#request(request, options, false), options)
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
    const requirement = this.#requirements.of(checked(options)?.scopes)
    return this.#policy.beginCredential(credential, requirement, time(options?.now), hostSignatures)
  }

  #request(request: IncomingRequest, options: VerifyOptions | undefined, hostSignatures: boolean): Step {
    const requirement = this.#requirements.of(checked(options)?.scopes)
    const headers = credentialHeaders(request, this.#apiKeyHeader)
    return this.#policy.beginRequest(urlOf(request), headers, requirement, time(options?.now), hostSignatures)
  }

  async #decideAsync(begun: Step, options: VerifyOptions | undefined): Promise<Principal> {
    const course = courseOf(options)
    let step = begun
    while (typeof step !== 'string') step = await this.#goOn(step, course)
    return this.#settle(step, course)
  }

  async #goOn(pending: Pending, course: Course): Promise<Step> {
    if (pending.key !== undefined)
      return this.#signatures ? this.#signatures.answer(pending, course.time) : checkedHere(pending, course.time())
    const { decided, keySet } = pending
    if (decided != null) {
      await this.#keySets.afterwards(pending, course.waitUntil)
      pending.free?.()
      return decided
    }
    if (keySet != null) {
      course.issuer = keySet
      await this.#keySets.wait(keySet, pending, course)
      return pending.resume(KEY_SET, course.time())
    }
    return pending.resume(await answer(pending.need, this.#lookups, course), course.time())
  }

  #decide(begun: Step, options: VerifyOptions | undefined): Principal {
    const course = courseOf(options)
    let step = begun
    while (typeof step !== 'string') step = this.#goOnAtOnce(step, course)
    return this.#settle(step, course)
  }

  #goOnAtOnce(pending: Pending, course: Course): Step {
    if (pending.key !== undefined) return checkedHere(pending, course.time())
    const { decided, keySet } = pending
    if (decided != null) {
      this.#keySets.start(pending, { time: clock, waitUntil: course.waitUntil })
      pending.free?.()
      return decided
    }
    if (keySet != null) {
      course.issuer = keySet
      this.#keySets.start(pending, course)
      return pending.resume(KEY_SET, course.time())
    }
    const found = answerAtOnce(pending.need, this.#lookups, course)
    if (found !== undefined) return pending.resume(found, course.time())
    throw invalidPolicy('apiKeys.store', 'this store answers with a promise; use verify or authenticate')
  }

  #settle(text: string, course: Course): Principal {
    const end = text.indexOf('\n')
    if (end !== -1) return new Principal(this.#policy, text, end)
    throw refused(text, course.cause ?? this.#fault(course.record) ?? this.#outage(course))
  }

  /** Why the keys that were asked for did not come. */
  #outage({ issuer, time }: Course): Error | undefined {
    if (issuer === undefined) return undefined
    return outage(keyStatus(this.#policy, time()).filter((status) => status.issuer === issuer))
  }

  /** A record the core cannot read is an outage to the caller; the operator learns what is wrong with it. */
  #fault(record: string | undefined): unknown {
    if (record === undefined) return undefined
    try {
      constructed(() => this.#module.apiKeyRecord(record), recordPath)
      return undefined
    } catch (error) {
      return error
    }
  }
}

function courseOf(options: VerifyOptions | undefined): Course {
  const now = options?.now
  return { time: () => time(now), waitUntil: options?.waitUntil }
}

function outage(statuses: readonly KeyStatus[]): Error | undefined {
  const told = statuses.flatMap(({ issuer, lastError }) => (lastError === null ? [] : [`${issuer}: ${lastError}`]))
  return told.length === 0 ? undefined : new Error(told.join('; '))
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
