import type { ApiKeyRecord, ApiKeyStore } from './api-key-record.js'
import { ApiKeyResolver } from './api-key-resolver.js'
import { type CreatedApiKey, createApiKey, type NewApiKey } from './create-api-key.js'
import { decisionReporter, type OnDecision } from './decision-event.js'
import type { Engine, EngineModule, Limits } from './engine.js'
import { callEngine, invalidPolicy, type Renaming } from './error.js'
import type { Fetcher } from './fetcher.js'
import { firstInProcess } from './first-in-process.js'
import { readOptions } from './json-value.js'
import { KeyFetches } from './key-fetches.js'
import { type Logger, warnBy } from './logger.js'
import { MemoryApiKeyStore } from './memory-store.js'
import { type Platform, SHARED } from './platform.js'
import type { Policy } from './policy.js'
import { CAMEL_FAULT, checkedJson, checkedStore, checkStore, policyParts } from './policy-json.js'
import { camelMembers } from './rename-members.js'
import { Verifier } from './verifier.js'

/** What a verifier uses of its surroundings. */
export interface VerifierOptions {
  /**
   * Sends requests for keys in place of the platform's `fetch`: through a proxy, through a service binding, with a certificate. It must
   * not follow redirects and must obey the signal. The verifier limits the size of the response by itself.
   */
  readonly fetch?: Fetcher
  /** Hears why keys were not fetched, why a store failed, and why Node fell back to WebAssembly. Default: `console`. */
  readonly logger?: Logger
  /**
   * Hears of every decision, granted or not: for an audit log or a metric.
   *
   * ```js
   * new Verifier(policy, { onDecision: (event) => console.log(JSON.stringify(event)) })
   * ```
   */
  readonly onDecision?: OnDecision
  /** The header whose value is the event's `requestId`, such as `x-request-id`. */
  readonly requestIdHeader?: string
}

type ReadOptions = { readonly [Name in keyof VerifierOptions]-?: VerifierOptions[Name] | undefined }

const VERIFIER_OPTIONS: ReadOptions = {
  fetch: undefined,
  logger: undefined,
  onDecision: undefined,
  requestIdHeader: undefined,
}
const JSON_OPTIONS: ReadOptions & { readonly apiKeyStore: ApiKeyStore | undefined } = {
  ...VERIFIER_OPTIONS,
  apiKeyStore: undefined,
}

/** Makes verifiers. */
export interface VerifierConstructor {
  /**
   * Throws a DoorwardError with `code` and `path` when the policy or one of its keys must not be used. Fetches nothing yet: see
   * `warm`.
   */
  new (policy: Policy, options?: VerifierOptions): Verifier
  /**
   * From the JSON form of a policy, with members in snake_case, which every language reads. A policy with `api_keys` needs the option
   * `apiKeyStore`.
   */
  fromPolicyJson(text: string, options?: VerifierOptions & { readonly apiKeyStore?: ApiKeyStore }): Verifier
  readonly prototype: Verifier
}

/** Makes in-memory stores. */
export interface MemoryApiKeyStoreConstructor {
  new (records?: Iterable<ApiKeyRecord>): MemoryApiKeyStore
  readonly prototype: MemoryApiKeyStore
}

/** The exports of an npm package that need an engine. */
export interface PackageExports {
  readonly Verifier: VerifierConstructor
  readonly MemoryApiKeyStore: MemoryApiKeyStoreConstructor
  createApiKey(options: NewApiKey): CreatedApiKey
  readonly engine: 'native' | 'wasm'
}

/** Binds the host to one engine, on one platform. */
export function packageExports(module: EngineModule, platform: Platform = SHARED): PackageExports {
  const limits = camelMembers<Limits>(module.limits())
  // Said once, by the first verifier: there is no logger before.
  let { fallback } = module
  const openEngine = (json: string, withEvents: boolean, rename?: Renaming): Engine =>
    callEngine(() => new module.Engine(json, seed(), withEvents), rename)

  class BoundVerifier extends Verifier {
    constructor(policy: Policy | OpenPolicy, options?: VerifierOptions) {
      const read = readOptions(options, VERIFIER_OPTIONS)
      const warn = warnBy(checkedLogger(read.logger))
      const reporter = decisionReporter(read.onDecision, read.requestIdHeader, warn)
      let open = policy
      if (!(open instanceof OpenPolicy)) {
        const { json, store } = policyParts(policy as Policy)
        open = new OpenPolicy(openEngine(json, reporter !== undefined, CAMEL_FAULT), store)
      }
      const { engine, store } = open
      const resolverOf = (store: ApiKeyStore | undefined) =>
        store && new ApiKeyResolver(module, store, engine.apiKeyTimeoutSeconds ?? 0, warn)
      const keyFetches = new KeyFetches(engine, checkedFetcher(engine, read.fetch), platform, limits, warn)
      super(module, engine, limits, resolverOf, store, keyFetches, reporter)
      if (fallback !== undefined && firstInProcess('fallback')) warn(fallback)
      fallback = undefined
    }

    static fromPolicyJson(text: string, options?: VerifierOptions & { readonly apiKeyStore?: ApiKeyStore }): Verifier {
      const json = checkedJson(text)
      const { apiKeyStore, ...read } = readOptions(options, JSON_OPTIONS)
      const store = checkedStore(apiKeyStore)
      const engine = openEngine(json, read.onDecision !== undefined)
      checkStore(engine, store)
      return new BoundVerifier(new OpenPolicy(engine, store), read as VerifierOptions)
    }
  }

  class BoundStore extends MemoryApiKeyStore {
    constructor(records: Iterable<ApiKeyRecord> = []) {
      super(module, limits.apiKeyRecordsMax, records)
    }
  }

  return {
    Verifier: named(BoundVerifier, 'Verifier') as unknown as VerifierConstructor,
    MemoryApiKeyStore: named(BoundStore, 'MemoryApiKeyStore') as unknown as MemoryApiKeyStoreConstructor,
    createApiKey: (options) => createApiKey(module, limits.apiKeyEntropyBytes, options),
    engine: module.name,
  }
}

/** A policy that an engine has read already. Not exported, so that nobody else can make a verifier of an engine. */
class OpenPolicy {
  constructor(
    readonly engine: Engine,
    readonly store: ApiKeyStore | undefined,
  ) {}
}

function checkedLogger(logger: Logger | undefined): Logger {
  if (logger === undefined) return console
  if (typeof logger?.warn !== 'function') throw invalidPolicy('logger', 'an object with the method warn expected')
  return logger
}

function checkedFetcher(engine: Engine, fetch: Fetcher | undefined): Fetcher | undefined {
  if (fetch !== undefined && typeof fetch !== 'function') throw invalidPolicy('fetch', 'a function expected')
  if (fetch === undefined && engine.fetchesKeys && typeof globalThis.fetch !== 'function') {
    throw invalidPolicy('fetch', 'keys must be fetched and this platform has no fetch: give the option fetch')
  }
  return fetch
}

/** A Worker may not call `getRandomValues` while it starts. The seed is no secret: it only spreads the times of new attempts. */
function seed(): number {
  try {
    return crypto.getRandomValues(new Uint32Array(1))[0] as number
  } catch {
    return Math.floor(Math.random() * 2 ** 32)
  }
}

/** Stack traces and printed objects show the name that users import. */
function named<T>(value: T, name: string): T {
  return Object.defineProperty(value, 'name', { value: name })
}
