import type { Lookups } from './api-key-lookup.js'
import { createApiKey, type CreatedApiKey, type NewApiKey } from './create-api-key.js'
import type { EngineModule, PolicyHandle } from './engine.js'
import { constructed, invalidPolicy } from './error.js'
import type { KeySetFetch } from './fetch-key-set.js'
import { KeySets } from './key-sets.js'
import { MemoryApiKeyStore } from './memory-store.js'
import { checkOptions } from './plain.js'
import { type Platform, SHARED } from './platform.js'
import type { Policy } from './policy.js'
import { camelPath, isStore, policyJson } from './policy-json.js'
import type { ApiKeyRecord, ApiKeyStore } from './record.js'
import { Verifier } from './verifier.js'

/** What a verifier uses of its surroundings. */
export interface VerifierOptions {
  /**
   * Fetches key sets instead of the platform's `fetch`: through a proxy, a service binding, with a certificate. It must not follow
   * redirects and must mind the signal; how large an answer may be is seen to here.
   */
  readonly fetch?: KeySetFetch
}

/** Makes verifiers. */
export interface VerifierConstructor {
  /**
   * Throws a DoorwardError with `code` and `path` when the policy or one of its keys must not be used. Fetches nothing yet: see
   * `warm`.
   */
  new (policy: Policy, options?: VerifierOptions): Verifier
  /**
   * From the JSON form of a policy, snake_case, as every language reads it. A policy with `api_keys`
   * needs `apiKeyStore`.
   */
  fromPolicyJson(text: string, options?: VerifierOptions & { readonly apiKeyStore?: ApiKeyStore }): Verifier
  readonly prototype: Verifier
}

/** Makes in-memory stores. */
export interface MemoryApiKeyStoreConstructor {
  new (records?: Iterable<ApiKeyRecord>): MemoryApiKeyStore
  readonly prototype: MemoryApiKeyStore
}

/** What an npm package exports besides what needs no engine. */
export interface Surface {
  readonly Verifier: VerifierConstructor
  readonly MemoryApiKeyStore: MemoryApiKeyStoreConstructor
  createApiKey(options: NewApiKey): CreatedApiKey
  readonly engine: 'native' | 'wasm'
}

/** Binds the host to one engine, on one platform. */
export function surface(module: EngineModule, platform: Platform = SHARED): Surface {
  const open = (json: string, rename?: (path: string) => string): PolicyHandle =>
    constructed(() => new module.Engine(json, seed()), rename)
  const lookups = (handle: PolicyHandle, store: ApiKeyStore | undefined): Lookups | undefined =>
    store && { store, timeoutSeconds: handle.apiKeyTimeoutSeconds ?? 0 }

  class BoundVerifier extends Verifier {
    constructor(policy: Policy | Opened, options: VerifierOptions = {}) {
      let opened = policy
      if (!(opened instanceof Opened)) {
        checkOptions(options, ['fetch'])
        const { json, store } = policyJson(policy as Policy)
        opened = new Opened(open(json, camelPath), store)
      }
      const { handle, store } = opened
      super(module, handle, lookups(handle, store), new KeySets(handle, checkedFetch(handle, options), platform))
    }

    static fromPolicyJson(
      text: string,
      options: VerifierOptions & { readonly apiKeyStore?: ApiKeyStore } = {},
    ): Verifier {
      if (typeof text !== 'string') throw invalidPolicy('', 'the JSON text of a policy expected')
      checkOptions(options, ['apiKeyStore', 'fetch'])
      const { apiKeyStore: store } = options
      if (store !== undefined && !isStore(store)) {
        throw invalidPolicy('apiKeyStore', 'a store expected: an object with the method find')
      }
      const handle = open(text)
      if (handle.apiKeyHeader != null && store === undefined) {
        throw invalidPolicy('api_keys', 'a store is needed: give the option apiKeyStore')
      }
      return new BoundVerifier(new Opened(handle, store), options)
    }
  }

  class BoundStore extends MemoryApiKeyStore {
    constructor(records: Iterable<ApiKeyRecord> = []) {
      super(module, records)
    }
  }

  return {
    Verifier: named(BoundVerifier, 'Verifier') as unknown as VerifierConstructor,
    MemoryApiKeyStore: named(BoundStore, 'MemoryApiKeyStore') as unknown as MemoryApiKeyStoreConstructor,
    createApiKey: (options) => createApiKey(module, options),
    engine: module.name,
  }
}

/** A policy that is parsed already. Not exported: nobody else can make a verifier of a bare handle. */
class Opened {
  constructor(
    readonly handle: PolicyHandle,
    readonly store: ApiKeyStore | undefined,
  ) {}
}

function checkedFetch(handle: PolicyHandle, { fetch: own }: VerifierOptions): KeySetFetch | undefined {
  if (own !== undefined && typeof own !== 'function') throw invalidPolicy('fetch', 'a function expected')
  if (own === undefined && handle.fetchesKeys && typeof globalThis.fetch !== 'function') {
    throw invalidPolicy('fetch', 'keys are to be fetched and there is no fetch here: give the option fetch')
  }
  return own
}

/** While a Worker starts, `getRandomValues` is refused. Nothing secret hangs on it: it spreads the moments of new attempts. */
function seed(): number {
  try {
    return crypto.getRandomValues(new Uint32Array(1))[0] as number
  } catch {
    return Math.floor(Math.random() * 2 ** 32)
  }
}

/** Printed and seen in stack traces under the name users import. */
function named<T>(value: T, name: string): T {
  return Object.defineProperty(value, 'name', { value: name })
}
