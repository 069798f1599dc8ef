import { createApiKey, type CreatedApiKey, type NewApiKey } from './create-api-key.js'
import type { EngineModule, PolicyHandle } from './engine.js'
import { constructed, invalidPolicy } from './error.js'
import { MemoryApiKeyStore } from './memory-store.js'
import { checkOptions } from './plain.js'
import type { Policy } from './policy.js'
import { camelPath, isStore, type Lookups, policyJson, TIMEOUT_SECONDS } from './policy-json.js'
import type { ApiKeyRecord, ApiKeyStore } from './record.js'
import { Verifier } from './verifier.js'

/** Makes verifiers. */
export interface VerifierConstructor {
  /** Throws a DoorwardError with `code` and `path` when the policy or one of its keys must not be used. */
  new (policy: Policy): Verifier
  /**
   * From the JSON form of a policy, snake_case, as every language reads it. A policy with `api_keys`
   * needs `apiKeyStore`.
   */
  fromPolicyJson(text: string, options?: { readonly apiKeyStore?: ApiKeyStore }): Verifier
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

/** Binds the host to one engine. */
export function surface(module: EngineModule): Surface {
  const open = (json: string, rename?: (path: string) => string): PolicyHandle =>
    constructed(() => new module.Engine(json), rename)

  class BoundVerifier extends Verifier {
    constructor(policy: Policy | Opened) {
      if (policy instanceof Opened) {
        super(module, policy.handle, policy.lookups)
      } else {
        const { json, lookups } = policyJson(policy)
        super(module, open(json, camelPath), lookups)
      }
    }

    static fromPolicyJson(text: string, options: { readonly apiKeyStore?: ApiKeyStore } = {}): Verifier {
      if (typeof text !== 'string') throw invalidPolicy('', 'the JSON text of a policy expected')
      checkOptions(options, ['apiKeyStore'])
      const { apiKeyStore: store } = options
      if (store !== undefined && !isStore(store)) {
        throw invalidPolicy('apiKeyStore', 'a store expected: an object with the method find')
      }
      const handle = open(text)
      if (handle.apiKeyHeader != null && store === undefined) {
        throw invalidPolicy('api_keys', 'a store is needed: give the option apiKeyStore')
      }
      return new BoundVerifier(new Opened(handle, store && { store, timeoutSeconds: TIMEOUT_SECONDS }))
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
    readonly lookups: Lookups | undefined,
  ) {}
}

/** Printed and seen in stack traces under the name users import. */
function named<T>(value: T, name: string): T {
  return Object.defineProperty(value, 'name', { value: name })
}
