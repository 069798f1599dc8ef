import type { ApiKeyStore } from './api-key-record.js'
import type { ApiKeyResolver } from './api-key-resolver.js'
import { clock } from './clock.js'
import type { CallOptions } from './call-context.js'
import { type Caller, Decider } from './decider.js'
import { type DecisionReporter, type Described, methodOf, now as monotonicMs } from './decision-event.js'
import type { Engine, EngineModule, FirstStep, Limits } from './engine.js'
import {
  callEngine,
  type DoorwardError,
  invalidPolicy,
  isRefusal,
  type RefusalCode,
  type Renaming,
  refusal,
} from './error.js'
import type { WaitUntil } from './execution-context.js'
import { readOptions } from './json-value.js'
import type { KeyFetches } from './key-fetches.js'
import { fetchErrors, type KeyStatus, keyStatus } from './key-status.js'
import type { Policy } from './policy.js'
import { CAMEL_FAULT, checkedJson, checkedStore, checkStore, policyParts } from './policy-json.js'
import type { Principal } from './principal.js'
import { cut, cutHeaders, headersOf, type IncomingRequest, urlOf } from './request.js'
import { CompiledRequirement, type GuardRules, LEFT_OUT, type Requirement, RequirementSlots } from './requirement.js'
import type { ResourceMetadata } from './resource-metadata.js'
import { decideAndShare, earlierDecision, isAnonymous, isOutcome, type Outcome } from './shared-decision.js'

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

/** The options of `authenticate`. */
export interface AuthenticateOptions extends VerifyOptions, GuardRules {
  /**
   * The names of the places where the credential may stand: `authorization`, `api_key`, and those that the policy describes. Default: the
   * first two.
   */
  readonly places?: readonly string[] | undefined
  /**
   * Whether a caller without a credential passes; the principal is `null` then. A credential that is there and bad is refused all the
   * same. Default false.
   */
  readonly optional?: boolean | undefined
}

/** The options as they were read, once. */
interface ReadOptions {
  readonly scopes: Requirement | typeof LEFT_OUT
  readonly now: number | undefined
  readonly waitUntil: WaitUntil | undefined
}

const OPTIONS: ReadOptions = { scopes: LEFT_OUT, now: undefined, waitUntil: undefined }
const REQUEST_OPTIONS: ReadOptions & GuardRules = { ...OPTIONS, places: undefined, optional: undefined }

/** Makes what asks a store, by the engine's time-out. */
type ResolverOf = (store: ApiKeyStore | undefined) => ApiKeyResolver | undefined

const STORE_OPTIONS: { readonly apiKeyStore: ApiKeyStore | undefined } = { apiKeyStore: undefined }

const REFUSAL_OPTIONS: { readonly scopes: readonly string[] } = { scopes: [] }

/** A request as it was read, once. */
interface ReadRequest {
  readonly headers: string | string[]
  readonly url: string
  readonly method: string | undefined
  readonly described: Described | undefined
}

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
  #headerNames: readonly string[]
  readonly #fieldBytesMax: number
  #wantsDescription: boolean
  readonly #requirements: RequirementSlots
  readonly #module: EngineModule
  readonly #resolverOf: ResolverOf
  /** Stands for this verifier and its policy; another one after each renewal. */
  #decidedBy: object = {}

  /** @internal */
  constructor(
    module: EngineModule,
    engine: Engine,
    limits: Limits,
    resolverOf: ResolverOf,
    store: ApiKeyStore | undefined,
    keyFetches: KeyFetches,
    reporter?: DecisionReporter,
  ) {
    this.#module = module
    this.#resolverOf = resolverOf
    this.#engine = engine
    this.#keyFetches = keyFetches
    this.#reporter = reporter
    this.#decider = new Decider(module, engine, limits, resolverOf(store), keyFetches, reporter)
    this.#headerNames = engine.headerNames
    this.#fieldBytesMax = limits.credentialFieldBytesMax
    this.#wantsDescription = engine.wantsDescription
    this.#requirements = new RequirementSlots(engine, limits.cachedRequirements)
  }

  /**
   * Decides by another policy from now on; guards of this verifier do so too. An issuer that is equal in both policies, in everything
   * that decides on a token, keeps its keys, and a fetch of them that is underway goes on. Its cached tokens count on if scope rules, API
   * keys and the settings of the cache are equal too. Everything else starts anew. Decisions that have begun end under the policy that
   * they began with.
   *
   * Throws a DoorwardError and changes nothing when the policy is faulty or lacks a place that a guard names. Not renewed: what an
   * application has copied at its start, such as the routes of `resource`.
   *
   * ```js
   * verifier.renew({ ...policy, issuers: [...policy.issuers, newTenant] })
   * ```
   */
  renew(policy: Policy): void {
    const { json, store } = policyParts(policy)
    this.#take(json, store, CAMEL_FAULT)
  }

  /** As `renew`, from the JSON form of a policy: see `Verifier.fromPolicyJson`. */
  renewFromPolicyJson(text: string, options?: { readonly apiKeyStore?: ApiKeyStore }): void {
    const store = checkedStore(readOptions(options, STORE_OPTIONS).apiKeyStore)
    const engine = callEngine(() => new this.#module.Engine(checkedJson(text), 0, false))
    try {
      checkStore(engine, store)
    } finally {
      engine.free?.()
    }
    this.#take(text, store)
  }

  #take(json: string, store: ApiKeyStore | undefined, rename?: Renaming): void {
    callEngine(() => this.#engine.renew(json), rename)
    this.#decider.take(this.#resolverOf(store))
    this.#headerNames = this.#engine.headerNames
    this.#wantsDescription = this.#engine.wantsDescription
    this.#decidedBy = {}
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
        // A credential is given, so that somebody presents it.
        this.#decider.decide(this.#beginCredential(credential, read, this.#decider.hostSignatures), read) as Principal,
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
    return this.#decider.decideSync(this.#beginCredential(credential, read, false), read) as Principal
  }

  /**
   * Verifies the credential of a request and returns who sends it. Reads the URL, `Authorization` (RFC 6750 §2.1) and the API key
   * header. Refuses two credentials, and a token in the query.
   */
  authenticate(
    request: IncomingRequest,
    options: AuthenticateOptions & { readonly optional: true },
  ): Promise<Principal | null>
  authenticate(
    request: IncomingRequest,
    options?: AuthenticateOptions & { readonly optional?: false },
  ): Promise<Principal>
  authenticate(request: IncomingRequest, options?: AuthenticateOptions): Promise<Principal | null> {
    try {
      const read = this.#requestOptionsOf(options)
      return Promise.resolve(
        this.#decider.decide(this.#beginRequest(request, read, this.#decider.hostSignatures), read),
      )
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** As `authenticate`, without a promise: see `verifySync`. */
  authenticateSync(
    request: IncomingRequest,
    options: AuthenticateOptions & { readonly optional: true },
  ): Principal | null
  authenticateSync(request: IncomingRequest, options?: AuthenticateOptions & { readonly optional?: false }): Principal
  authenticateSync(request: IncomingRequest, options?: AuthenticateOptions): Principal | null {
    const read = this.#requestOptionsOf(options)
    return this.#decider.decideSync(this.#beginRequest(request, read, false), read)
  }

  /**
   * The refusal with this code, to throw or to answer with from a handler that finds out by itself that it must refuse:
   * `throw verifier.refusal('insufficient_scope', { scopes: ['billing:close'] })`. `scopes` are those that the operation needs.
   */
  refusal(code: RefusalCode, options?: { readonly scopes?: readonly string[] }): DoorwardError {
    const { scopes } = readOptions(options, REFUSAL_OPTIONS)
    const text = this.#engine.refusal(String(code), [...scopes].join(' '))
    if (text == null) throw invalidPolicy('code', 'a code of a refusal expected, such as insufficient_scope')
    return refusal(text)
  }

  /**
   * @internal For guards: returns a promise only where something is needed, and throws a refusal that is due at once. Guards of one
   * verifier share one authentication of a request.
   */
  authenticateForGuard(
    request: IncomingRequest,
    asked: CompiledRequirement,
    waitUntil: WaitUntil | undefined,
  ): Caller | Promise<Caller> {
    const since = this.#reporter && monotonicMs()
    const read = this.#read(request)
    const presented = { ...read, decidedBy: this.#decidedBy, places: asked.places ?? '' }
    const { optional } = asked
    const decide = () => {
      const step = this.#beginRead(read, asked, clock(), this.#decider.hostSignatures)
      const calls = waitUntil || since !== undefined || optional ? { waitUntil, since, optional } : undefined
      return this.#decider.decide(step, calls)
    }
    const earlier = earlierDecision(request, presented)
    if (earlier === undefined) return decideAndShare(request, presented, decide)
    const join = (ended: Outcome) =>
      isAnonymous(ended) && !optional ? decide() : this.#join(ended, asked, read.described)
    const { outcome } = earlier
    return isOutcome(outcome) ? join(outcome) : outcome.then(join)
  }

  /** What an earlier guard of this request found out, and what this one asks besides. */
  #join(outcome: Outcome, asked: CompiledRequirement, described: Described | undefined): Caller {
    if ('thrown' in outcome) {
      const { thrown } = outcome
      if (asked.optional && isRefusal(thrown) && thrown.absent) return null
      throw thrown
    }
    const { caller } = outcome
    if (caller === null) return null
    const slot = this.#requirements.slot(asked)
    if (this.#reporter) this.#describe(described)
    const lacks = caller.lacks(slot)
    if (lacks == null) return caller
    throw refusal(this.#reporter?.refused(caller, lacks, clock()) ?? lacks)
  }

  /** The metadata of this server as a protected resource (RFC 9728); `undefined` where the policy names none. */
  get resourceMetadata(): ResourceMetadata | undefined {
    return (this.#engine.resourceMetadata() as ResourceMetadata | null | undefined) ?? undefined
  }

  /** @internal The header fields that a guard adds to a granted response, unless the handler sets them. */
  grantedHeaders(asked: CompiledRequirement): readonly (readonly [string, string])[] {
    const lines = this.#engine.grantedHeaders(this.#requirements.slot(asked)).split('\n')
    return lines.flatMap((name, index) =>
      name && index % 2 === 0 ? [[name, lines[index + 1] as string] as const] : [],
    )
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
  checkRequirement(scopes: Requirement | CompiledRequirement | typeof LEFT_OUT): void {
    this.#requirements.slot(scopes)
  }

  #beginCredential(credential: string, { scopes, now }: ReadOptions, hostSignatures: boolean): FirstStep {
    if (typeof credential !== 'string') throw new TypeError('a credential must be a string')
    const text = cut(credential, this.#fieldBytesMax)
    const slot = this.#requirements.slot(scopes)
    if (this.#wantsDescription) this.#engine.describe('', '', '')
    return this.#engine.beginCredential(text, slot, now ?? clock(), hostSignatures)
  }

  #beginRequest(
    request: IncomingRequest,
    { scopes, now, places, optional }: ReadOptions & GuardRules,
    hostSignatures: boolean,
  ): FirstStep {
    const isPlain = places === undefined && optional === undefined
    const asked = isPlain ? scopes : new CompiledRequirement(scopes, { places, optional })
    return this.#beginRead(this.#read(request), asked, now ?? clock(), hostSignatures)
  }

  /** What counts of a request. */
  #read(request: IncomingRequest): ReadRequest {
    const headers = cutHeaders(headersOf(request, this.#headerNames), this.#fieldBytesMax)
    const url = cut(urlOf(request), this.#fieldBytesMax)
    const method = methodOf(request)
    const described = this.#reporter?.describe(request) ?? (this.#wantsDescription ? [method] : undefined)
    return { headers, url, method, described }
  }

  #beginRead(
    { headers, url, described }: ReadRequest,
    asked: Requirement | CompiledRequirement | typeof LEFT_OUT,
    now: number,
    hostSignatures: boolean,
  ): FirstStep {
    // After the request was read, because that may run foreign code, which can give the slot to another requirement.
    const slot = this.#requirements.slot(asked)
    if (described) this.#describe(described)
    return this.#engine.beginRequest(url, headers, slot, now, hostSignatures)
  }

  #describe([method = '', clientAddress = '', requestId = '']: Described = []): void {
    this.#engine.describe(method, clientAddress, requestId)
  }

  #requestOptionsOf(options: AuthenticateOptions | undefined): ReadOptions & GuardRules & CallOptions {
    const read = readOptions(options, REQUEST_OPTIONS)
    checkCall(read)
    return this.#reporter ? { ...read, since: monotonicMs() } : read
  }

  #optionsOf(options: VerifyOptions | undefined): ReadOptions & CallOptions {
    const read = optionsOf(options)
    return this.#reporter ? { ...read, since: monotonicMs() } : read
  }
}

/** Refuses a misspelt option, and scopes that are given bare, because they would leave an operation unguarded. */
function optionsOf(options: VerifyOptions | undefined): ReadOptions {
  const read = readOptions(options, OPTIONS)
  checkCall(read)
  return read
}

function checkCall({ now, waitUntil }: ReadOptions): void {
  if (now !== undefined && !Number.isFinite(now)) throw invalidPolicy('now', 'Unix seconds expected, a finite number')
  if (waitUntil !== undefined && typeof waitUntil !== 'function')
    throw invalidPolicy('waitUntil', 'a function expected')
}
