import type { EngineModule, Pending, PolicyHandle, Step } from './engine.js'
import { constructed, invalidPolicy, refused } from './error.js'
import type { Lookups } from './policy-json.js'
import { checkOptions } from './plain.js'
import { Principal } from './principal.js'
import type { ApiKeyLookup } from './record.js'
import { recordJson, recordPath } from './record.js'
import { credentialHeaders, type IncomingRequest, urlOf } from './request.js'
import { Requirements, type Scopes } from './scopes.js'
import { PlatformSignatures } from './webcrypto.js'

/** What one call needs and when it happens. */
export interface VerifyOptions {
  /** What the operation needs. Nothing: any genuine credential. */
  readonly scopes?: Scopes
  /** Unix seconds. Default: the clock. */
  readonly now?: number | undefined
}

/** A decision on its way, and what the operator should learn of it. */
interface Course {
  readonly now: number | undefined
  /** The record a store gave, as the core read it. */
  record?: string
  cause?: unknown
}

const UNAVAILABLE = '{"unavailable":true}'
const OPTIONS = ['scopes', 'now']

/**
 * Decides on credentials by one policy. Make one and keep it: the policy is parsed here, once.
 *
 * Checked: form, issuer, algorithm, key, signature, lifetime, audience, type, required claims, scopes;
 * API keys by checksum, digest and record. Not checked: revocation before expiry, proof of possession
 * (a token with `cnf` is refused), whether an actor may act for its subject.
 */
export class Verifier {
  readonly #module: EngineModule
  readonly #policy: PolicyHandle
  readonly #lookups: Lookups | undefined
  readonly #apiKeyHeader: string | undefined
  readonly #requirements: Requirements
  readonly #signatures: PlatformSignatures | undefined

  /** @internal */
  constructor(module: EngineModule, policy: PolicyHandle, lookups: Lookups | undefined) {
    this.#module = module
    this.#policy = policy
    this.#lookups = lookups
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

  /** As `verify`, at once: the engine checks the signature, and the store must answer without a promise. */
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
    const course: Course = { now: options?.now }
    let step = begun
    while (typeof step !== 'string') {
      const pending: Pending = step
      step =
        pending.key !== undefined && this.#signatures
          ? await this.#signatures.answer(pending, time(course.now))
          : await this.#lookUp(pending, course)
    }
    return this.#settle(step, course)
  }

  #decide(begun: Step, options: VerifyOptions | undefined): Principal {
    const course: Course = { now: options?.now }
    let step = begun
    while (typeof step !== 'string') {
      const pending: Pending = step
      step = pending.resume(this.#answerAtOnce(pending, course), time(course.now))
    }
    return this.#settle(step, course)
  }

  async #lookUp(pending: Pending, course: Course): Promise<Step> {
    let answer = UNAVAILABLE
    try {
      answer = answerTo(await inTime(this.#find(pending.need), this.#lookups?.timeoutSeconds), course)
    } catch (error) {
      course.cause = error
    }
    return pending.resume(answer, time(course.now))
  }

  #answerAtOnce(pending: Pending, course: Course): string {
    let found: unknown
    try {
      found = this.#find(pending.need)
      if (!isPromise(found)) return answerTo(found, course)
    } catch (error) {
      course.cause = error
      return UNAVAILABLE
    }
    found.then(undefined, () => {})
    throw invalidPolicy('apiKeys.store', 'this store answers with a promise; use verify or authenticate')
  }

  #find(need: string): unknown {
    const lookup = (JSON.parse(need) as { api_key?: ApiKeyLookup }).api_key
    if (lookup === undefined || this.#lookups === undefined) throw new Error('nobody here can answer this need')
    return this.#lookups.store.find(lookup)
  }

  #settle(text: string, course: Course): Principal {
    const end = text.indexOf('\n')
    if (end !== -1) return new Principal(this.#policy, text, end)
    throw refused(text, course.cause ?? this.#fault(course.record))
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

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}

/** A store that hangs would hold the request, which is an outage as much as an error is. */
function inTime(found: unknown, seconds = 0): unknown {
  if (!isPromise(found)) return found
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the store did not answer within ${seconds} s`)), seconds * 1000)
  })
  return Promise.race([found, late]).finally(() => clearTimeout(timer))
}

function answerTo(record: unknown, course: Course): string {
  if (record === null || record === undefined) return '{"api_key":null}'
  course.record = recordJson(record)
  return `{"api_key":${course.record}}`
}

/** A misspelt option, or scopes given bare, would leave an operation unguarded: refused. */
function checked(options: VerifyOptions | undefined): VerifyOptions | undefined {
  checkOptions(options, OPTIONS)
  return options
}

function time(now: number | undefined): number {
  if (now === undefined) return Date.now() / 1000
  if (!Number.isFinite(now)) throw invalidPolicy('now', 'Unix seconds expected, a finite number')
  return now
}
