import type { ApiKeyLookup, ApiKeyStore } from './api-key-record.js'
import { recordFaultAt, recordMembers } from './api-key-record-json.js'
import type { CallContext } from './call-context.js'
import { isPromise } from './decision-loop.js'
import type { EngineModule } from './engine.js'
import { callEngine, invalidPolicy } from './error.js'
import type { Members } from './json-value.js'
import { kindOf, type Warn } from './logger.js'
import { withDeadline } from './timers.js'

/** Finds the records of API keys in a store. A lookup that fails is left unanswered: an outage, and no refusal of the key. */
export class ApiKeyResolver {
  readonly #module: EngineModule
  readonly #store: ApiKeyStore
  readonly #timeoutSeconds: number
  readonly #warn: Warn

  constructor(module: EngineModule, store: ApiKeyStore, timeoutSeconds: number, warn: Warn) {
    this.#module = module
    this.#store = store
    this.#timeoutSeconds = timeoutSeconds
    this.#warn = warn
  }

  /** The record, `null` when there is none, `undefined` when the store fails or is too slow. */
  async find(lookup: ApiKeyLookup, call: CallContext): Promise<Members | null | undefined> {
    try {
      const found: unknown = this.#store.find(lookup)
      return this.#answer(isPromise(found) ? await this.#inTime(found) : found, call)
    } catch (error) {
      return this.#failed(error, call)
    }
  }

  /** As `find`. The store must not return a promise. */
  findSync(lookup: ApiKeyLookup, call: CallContext): Members | null | undefined {
    let found: unknown
    try {
      found = this.#store.find(lookup)
      if (!isPromise(found)) return this.#answer(found, call)
    } catch (error) {
      return this.#failed(error, call)
    }
    found.then(undefined, () => {})
    throw invalidPolicy('apiKeys.store', 'this store answers with a promise; use verify or authenticate')
  }

  /** A store that hangs would hold the request, which is an outage like an error. */
  #inTime(found: Promise<unknown>): Promise<unknown> {
    return withDeadline(found, this.#timeoutSeconds * 1000, () => {
      const error = new Error(`the store did not answer within ${this.#timeoutSeconds} s`)
      error.name = 'TimeoutError'
      throw error
    })
  }

  #answer(record: unknown, call: CallContext): Members | null {
    if (record === null || record === undefined) return null
    const members = recordMembers(record)
    call.storeFailure = () => this.#fault(members)
    return members
  }

  #failed(error: unknown, call: CallContext): undefined {
    call.storeFailure = () => error
    this.#warn(`the API key store gave no usable answer: ${kindOf(error)}`)
    return undefined
  }

  /** What is wrong with a record that the core could not read. To the caller it is an outage. */
  #fault(members: Members): unknown {
    try {
      callEngine(() => this.#module.apiKeyRecord(JSON.stringify(members)), recordFaultAt())
      return undefined
    } catch (error) {
      this.#warn(`the API key store gave a malformed record: ${(error as Error).message}`)
      return error
    }
  }
}
