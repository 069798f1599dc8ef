import type { EngineModule } from './engine.js'
import { constructed, invalidPolicy } from './error.js'
import {
  type ApiKeyLookup,
  type ApiKeyRecord,
  type ApiKeyStore,
  recordFromJson,
  recordJson,
  recordPath,
} from './record.js'

/** API key records in memory: bounded, and gone with the process. */
export class MemoryApiKeyStore implements ApiKeyStore {
  readonly #module: EngineModule
  readonly #byId = new Map<string, ApiKeyRecord>()
  readonly #byDigest = new Map<string, ApiKeyRecord>()

  /** @internal */
  constructor(module: EngineModule, records: Iterable<ApiKeyRecord>) {
    this.#module = module
    let index = 0
    for (const record of records) this.#insert(record, `records[${index++}]`)
  }

  /**
   * Adds a record, or replaces the one with the same id. Throws `invalid_policy` when it cannot be
   * read, when another id holds the same digest (one record would undo the revocation of the other), or
   * when 100,000 are held: a full store refuses, it never forgets.
   */
  insert(record: ApiKeyRecord): void {
    this.#insert(record, 'record')
  }

  #insert(given: ApiKeyRecord, path: string): void {
    const json = recordJson(given, path)
    const record = recordFromJson(
      constructed(
        () => this.#module.apiKeyRecord(json),
        (at) => (at === '' ? path : `${path}.${recordPath(at)}`),
      ),
    )
    const recordsMax = this.#module.apiKeyRecordsMax()
    if (!this.#byId.has(record.id) && this.#byId.size >= recordsMax) {
      throw invalidPolicy(path, `the in-memory store holds at most ${recordsMax} API keys`)
    }
    if ((this.#byDigest.get(record.digest)?.id ?? record.id) !== record.id) {
      throw invalidPolicy(`${path}.digest`, 'another record holds the same digest')
    }
    this.remove(record.id)
    this.#byId.set(record.id, record)
    this.#byDigest.set(record.digest, record)
  }

  /** Takes a record out; says whether there was one. */
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

  /** How many records are held. */
  get size(): number {
    return this.#byId.size
  }
}
