import type { ApiKeyResolver } from './api-key-resolver.js'
import { clock } from './clock.js'
import type { CallOptions } from './call-context.js'
import { Decider } from './decider.js'
import { type DecisionReporter, now as monotonicMs } from './decision-event.js'
import type { Engine, EngineModule, FirstStep, Limits } from './engine.js'
import { invalidPolicy, refusal } from './error.js'
import type { WaitUntil } from './execution-context.js'
import { readOptions } from './json-value.js'
import type { KeyFetches } from './key-fetches.js'
import { fetchErrors, type KeyStatus, keyStatus } from './key-status.js'
import type { Principal } from './principal.js'
import { cut, cutHeaders, headersOf, type IncomingRequest, urlOf } from './request.js'
import { type CompiledRequirement, LEFT_OUT, type Requirement, RequirementSlots } from './requirement.js'

/** The options of one call. */
export interface VerifyOptions {
  /** What the operation needs. Left out, any genuine credential is enough; `undefined` and everything empty are refused. */
  readonly scopes?: Requirement
  /** Unix seconds. Default: the clock. */
  readonly now?: number | undefined
  /**
   * On Workers `ctx.waitUntil.bind(ctx)`: a fetch of keys that this request starts then ends after the response is sent, even when the
   * client is gone.
   */
  readonly waitUntil?: WaitUntil | undefined
}

/** The options as they were read, once. */
interface ReadOptions {
  readonly scopes: Requirement | typeof LEFT_OUT
  readonly now: number | undefined
  readonly waitUntil: WaitUntil | undefined
}

const OPTIONS: ReadOptions = { scopes: LEFT_OUT, now: undefined, waitUntil: undefined }

/**
 * Decides on credentials by one policy. Make one verifier and keep it: it reads the policy once, and it keeps the keys that it fetches.
 *
 * Checked: form, issuer, algorithm, key, signature, lifetime, audience, type, required claims and scopes of tokens; checksum, digest,
 * state and scopes of API keys. Not checked: revocation of a token before it expires; proof of possession (a token with `cnf` is
 * refused); whether an actor may act for its subject.
 *
 * ```js
 * const caller = await verifier.verify(token, { scopes: 'billing:read' })
 * ```
 */
export class Verifier {
  readonly #engine: Engine
  readonly #keyFetches: KeyFetches
  readonly #decider: Decider
  readonly #reporter: DecisionReporter | undefined
  readonly #headerNames: readonly string[]
  readonly #fieldBytesMax: number
  readonly #requirements: RequirementSlots

  /** @internal */
  constructor(
    module: EngineModule,
    engine: Engine,
    limits: Limits,
    apiKeys: ApiKeyResolver | undefined,
    keyFetches: KeyFetches,
    reporter?: DecisionReporter,
  ) {
    this.#engine = engine
    this.#keyFetches = keyFetches
    this.#reporter = reporter
    this.#decider = new Decider(module, engine, limits, apiKeys, keyFetches, reporter)
    this.#headerNames = engine.headerNames
    this.#fieldBytesMax = limits.credentialFieldBytesMax
    this.#requirements = new RequirementSlots(engine, limits.cachedRequirements)
  }

  /**
   * Verifies a bare credential, a token or an API key, and returns who presents it. Rejects with a DoorwardError when the credential is
   * refused (400, 401, 403) or when no decision is possible (503), with `misconfigured` for a faulty requirement or option, and with a
   * TypeError for a credential that is not a string. In `doorward-wasm` WebCrypto checks the signature.
   */
  verify(credential: string, options?: VerifyOptions): Promise<Principal> {
    try {
      const read = this.#optionsOf(options)
      return Promise.resolve(
        this.#decider.decide(this.#beginCredential(credential, read, this.#decider.hostSignatures), read),
      )
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /**
   * As `verify`, without a promise. The engine checks the signature; the engine of `doorward-wasm/webcrypto` can check HMACs only, and
   * throws `state_unavailable` for other algorithms. The API key store must answer without a promise, or this throws
   * `invalid_policy`. While the keys of the issuer are
   * not fetched yet, this throws `keys_unavailable` and starts the fetch: see `warm`.
   */
  verifySync(credential: string, options?: VerifyOptions): Principal {
    const read = this.#optionsOf(options)
    return this.#decider.decideSync(this.#beginCredential(credential, read, false), read)
  }

  /**
   * Verifies the credential of a request and returns who sends it. Reads the URL, `Authorization` (RFC 6750 §2.1) and the API key
   * header. Refuses two credentials, and a token in the query.
   */
  authenticate(request: IncomingRequest, options?: VerifyOptions): Promise<Principal> {
    try {
      const read = this.#optionsOf(options)
      return Promise.resolve(
        this.#decider.decide(this.#beginRequest(request, read, this.#decider.hostSignatures), read),
      )
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** As `authenticate`, without a promise: see `verifySync`. */
  authenticateSync(request: IncomingRequest, options?: VerifyOptions): Principal {
    const read = this.#optionsOf(options)
    return this.#decider.decideSync(this.#beginRequest(request, read, false), read)
  }

  /** @internal For guards: returns a promise only where something is needed, and throws a refusal that is due at once. */
  authenticateForGuard(
    request: IncomingRequest,
    requirement: Requirement | CompiledRequirement | typeof LEFT_OUT,
    waitUntil: WaitUntil | undefined,
  ): Principal | Promise<Principal> {
    const since = this.#reporter && monotonicMs()
    const step = this.#begin(request, requirement, clock(), this.#decider.hostSignatures)
    return this.#decider.decide(step, waitUntil || since !== undefined ? { waitUntil, since } : undefined)
  }

  /**
   * Fetches the keys of every issuer that has none yet, so that the first requests need not wait. Rejects with `keys_unavailable` only
   * when no issuer has keys afterwards. On Workers call it within a request.
   */
  async warm(): Promise<void> {
    await this.#keyFetches.warm()
    const rejection = this.#engine.coldStartRejection(clock())
    if (rejection != null) throw refusal(rejection, fetchErrors(this.keyStatus()))
  }

  /** What is known of each issuer's keys at this moment, in the order of the policy. */
  keyStatus(): KeyStatus[] {
    return keyStatus(this.#engine, clock())
  }

  /** Throws `invalid_policy` when a requirement is faulty, so that it fails when a route is made, not when it is called. */
  checkRequirement(scopes: Requirement | typeof LEFT_OUT): void {
    this.#requirements.slot(scopes)
  }

  #beginCredential(credential: string, { scopes, now }: ReadOptions, hostSignatures: boolean): FirstStep {
    if (typeof credential !== 'string') throw new TypeError('a credential must be a string')
    const text = cut(credential, this.#fieldBytesMax)
    const slot = this.#requirements.slot(scopes)
    if (this.#reporter) this.#engine.describe(undefined, undefined, undefined)
    return this.#engine.beginCredential(text, slot, now ?? clock(), hostSignatures)
  }

  #beginRequest(request: IncomingRequest, { scopes, now }: ReadOptions, hostSignatures: boolean): FirstStep {
    return this.#begin(request, scopes, now ?? clock(), hostSignatures)
  }

  #begin(
    request: IncomingRequest,
    requirement: Requirement | CompiledRequirement | typeof LEFT_OUT,
    now: number,
    hostSignatures: boolean,
  ): FirstStep {
    const headers = cutHeaders(headersOf(request, this.#headerNames), this.#fieldBytesMax)
    const url = cut(urlOf(request), this.#fieldBytesMax)
    const described = this.#reporter?.describe(request)
    // Last, because reading a request may run foreign code, which can give the slot to another requirement.
    const slot = this.#requirements.slot(requirement)
    if (described) this.#engine.describe(...described)
    return this.#engine.beginRequest(url, headers, slot, now, hostSignatures)
  }

  #optionsOf(options: VerifyOptions | undefined): ReadOptions & CallOptions {
    const read = optionsOf(options)
    return this.#reporter ? { ...read, since: monotonicMs() } : read
  }
}

/** Refuses a misspelt option, and scopes that are given bare, because they would leave an operation unguarded. */
function optionsOf(options: VerifyOptions | undefined): ReadOptions {
  const read = readOptions(options, OPTIONS)
  const { now, waitUntil } = read
  if (now !== undefined && !Number.isFinite(now)) throw invalidPolicy('now', 'Unix seconds expected, a finite number')
  if (waitUntil !== undefined && typeof waitUntil !== 'function')
    throw invalidPolicy('waitUntil', 'a function expected')
  return read
}
