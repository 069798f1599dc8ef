import type { ApiKeyLookup, ApiKeyRecord, ApiKeyStore } from './api-key-record.js'
import { recordFaultAt, recordFromJson, recordMembers } from './api-key-record-json.js'
import type { EngineModule } from './engine.js'
import { callEngine, invalidPolicy } from './error.js'

/**
 * API key records in memory: at most 100,000, and lost when the process ends.
 *
 * ```js
 * const store = new MemoryApiKeyStore([record])
 * const verifier = new Verifier({ apiKeys: store })
 * ```
 */
export class MemoryApiKeyStore implements ApiKeyStore {
  readonly #module: EngineModule
  readonly #recordsMax: number
  readonly #byId = new Map<string, ApiKeyRecord>()
  readonly #byDigest = new Map<string, ApiKeyRecord>()

  /** @internal */
  constructor(module: EngineModule, recordsMax: number, records: Iterable<ApiKeyRecord>) {
    this.#module = module
    this.#recordsMax = recordsMax
    let index = 0
    for (const record of records) this.#insert(record, `records[${index++}]`)
  }

  /**
   * Adds a record, or replaces the record with the same id. Throws `invalid_policy` when the record cannot be read; when another id holds
   * the same digest, because revoking one of the two would not revoke the other; and when the store is full, because it never drops a
   * record.
   */
  insert(record: ApiKeyRecord): void {
    this.#insert(record, 'record')
  }

  #insert(given: ApiKeyRecord, path: string): void {
    const json = JSON.stringify(recordMembers(given, path))
    const record = recordFromJson(callEngine(() => this.#module.apiKeyRecord(json), recordFaultAt(path)))
    if (!this.#byId.has(record.id) && this.#byId.size >= this.#recordsMax) {
      throw invalidPolicy(path, `the in-memory store holds at most ${this.#recordsMax} API keys`)
    }
    if ((this.#byDigest.get(record.digest)?.id ?? record.id) !== record.id) {
      throw invalidPolicy(`${path}.digest`, 'another record holds the same digest')
    }
    this.remove(record.id)
    this.#byId.set(record.id, record)
    this.#byDigest.set(record.digest, record)
  }

  /** Removes a record. Returns whether there was one. */
  remove(id: string): boolean {
    const record = this.#byId.get(id)
    if (record === undefined) return false
    this.#byDigest.delete(record.digest)
    return this.#byId.delete(id)
  }

  find(lookup: ApiKeyLookup): ApiKeyRecord | null {
    const { id, digest } = lookup
    if (id !== undefined) return this.#byId.get(id) ?? null
    return digest === undefined ? null : (this.#byDigest.get(digest) ?? null)
  }

  /** The number of records. */
  get size(): number {
    return this.#byId.size
  }
}
