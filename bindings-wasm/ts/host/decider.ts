import type { ApiKeyLookup } from './api-key-record.js'
import type { ApiKeyResolver } from './api-key-resolver.js'
import { type CallContext, type CallOptions, callContext } from './call-context.js'
import { clock } from './clock.js'
import type { DecisionReporter } from './decision-event.js'
import { type Answerer, type DecisionHost, runDecision } from './decision-loop.js'
import type { Engine, EngineModule, FirstStep, Limits, SignatureRequest } from './engine.js'
import { refusal } from './error.js'
import type { KeyFetches } from './key-fetches.js'
import { fetchErrors, keyStatus } from './key-status.js'
import { makePrincipal, type Principal } from './principal.js'
import { PrincipalCache } from './principal-cache.js'
import { WebCryptoSignatures } from './webcrypto-signatures.js'

/** Who sends a request; `null` where no credential came and none is needed. */
export type Caller = Principal | null

/** What counts of a call when it ends. */
type Ended = Partial<Pick<CallContext, 'cause' | 'storeFailure'>> & Pick<CallOptions, 'since' | 'optional'>

/** What the need `keys` asks for. */
interface KeysNeed {
  readonly issuer: string
}

/** Answers the needs of a decision, and turns its result into a principal or an error. */
export class Decider {
  /** Whether WebCrypto checks the signatures of asynchronous calls. */
  readonly hostSignatures: boolean
  readonly #engine: Engine
  readonly #reporter: DecisionReporter | undefined
  readonly #principals: PrincipalCache
  readonly #signatures: WebCryptoSignatures | undefined
  readonly #keyFetches: KeyFetches
  // A decision keeps the host that it began with.
  #host: DecisionHost<Caller>
  #syncHost: DecisionHost<Caller>

  constructor(
    module: EngineModule,
    engine: Engine,
    limits: Limits,
    apiKeys: ApiKeyResolver | undefined,
    keyFetches: KeyFetches,
    reporter?: DecisionReporter,
  ) {
    this.#reporter = reporter
    this.hostSignatures = module.hostSignatures && globalThis.crypto?.subtle !== undefined
    this.#engine = engine
    this.#principals = new PrincipalCache(engine, limits)
    this.#signatures = this.hostSignatures ? new WebCryptoSignatures(engine, limits.importedKeys) : undefined
    this.#keyFetches = keyFetches
    this.#host = this.#asynchronous(apiKeys)
    this.#syncHost = this.#synchronous(apiKeys)
  }

  /** Asks another store from now on. Keys that were imported and principals that were read stay: their numbers are never used twice. */
  take(apiKeys: ApiKeyResolver | undefined): void {
    this.#host = this.#asynchronous(apiKeys)
    this.#syncHost = this.#synchronous(apiKeys)
  }

  #asynchronous(apiKeys: ApiKeyResolver | undefined): DecisionHost<Caller> {
    const [keyFetches, signatures] = [this.#keyFetches, this.#signatures]
    const answerers: Record<string, Answerer> = {
      keys: ({ issuer }: KeysNeed, pending, call) => {
        call.cause = () => this.#fetchErrors(issuer, call)
        return keyFetches.wait(issuer, pending, call)
      },
    }
    if (apiKeys) answerers['api_key'] = (lookup: ApiKeyLookup, _, call) => apiKeys.find(lookup, call)
    if (signatures) {
      answerers['signatures'] = (request: SignatureRequest) => signatures.genuineUnder(request)
    }
    return {
      answerers,
      defer: (pending, { waitUntil }) => keyFetches.defer(pending, waitUntil),
      finish: (decided, call) => this.#finish(decided, call, true),
    }
  }

  /** None of these answerers returns a promise. Signatures stay unanswered, and the engine checks them. */
  #synchronous(apiKeys: ApiKeyResolver | undefined): DecisionHost<Caller> {
    const keyFetches = this.#keyFetches
    const answerers: Record<string, Answerer> = {
      keys: ({ issuer }: KeysNeed, pending, call) => {
        call.cause = () => this.#fetchErrors(issuer, call)
        keyFetches.start(pending, call.time, call.waitUntil)
      },
    }
    if (apiKeys) answerers['api_key'] = (lookup: ApiKeyLookup, _, call) => apiKeys.findSync(lookup, call)
    return {
      answerers,
      defer: (pending, { waitUntil }) => {
        keyFetches.start(pending, clock, waitUntil)
        return undefined
      },
      // Nothing is waited for, so that it returns no promise.
      finish: (decided, call) => this.#finish(decided, call, false) as Caller,
    }
  }

  /** Returns a promise only where something is needed. */
  decide(begun: FirstStep, options: CallOptions | undefined): Caller | Promise<Caller> {
    if (typeof begun === 'number') return this.#principals.principal(begun)
    if (typeof begun === 'string') return this.#finish(begun, options, true)
    return runDecision(begun, this.#host, callContext(options))
  }

  decideSync(begun: FirstStep, options: CallOptions | undefined): Caller {
    if (typeof begun === 'number') return this.#principals.principal(begun)
    if (typeof begun === 'string') return this.#finish(begun, options, false) as Caller
    return runDecision(begun, this.#syncHost, callContext(options)) as Caller
  }

  /** Reports the decision if it comes with an event. Returns a promise only if the hook's is waited for. */
  #finish(text: string, call: Ended | undefined, waits: boolean): Caller | Promise<Caller> {
    if (this.#reporter && text.startsWith('e')) {
      return this.#reporter.report(text, call?.since ?? 0, (decided) => this.#made(decided, call), waits)
    }
    return this.#made(text, call)
  }

  #made(decided: string, call: Ended | undefined): Caller {
    // The first character of JSON; a principal record begins with another one.
    if (!decided.startsWith('{')) return makePrincipal(this.#engine, decided)
    const error = refusal(decided, call?.cause?.(), call?.storeFailure?.())
    if (call?.optional && error.absent) return null
    throw error
  }

  /** Why the keys that were needed did not come. */
  #fetchErrors(issuer: string, { time }: CallContext): Error | undefined {
    return fetchErrors(keyStatus(this.#engine, time()).filter((status) => status.issuer === issuer))
  }
}
