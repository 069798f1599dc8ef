import type { ApiKeyRecord } from './api-key-record.js'
import { recordFaultAt, recordFromJson, recordMembers } from './api-key-record-json.js'
import type { EngineModule } from './engine.js'
import { callEngine, invalidPolicy } from './error.js'
import { isObject, jsonValue, kindOf, readOptions } from './json-value.js'

/** The options of a new API key. */
export interface NewApiKey {
  /** The agent that the key belongs to. */
  readonly agentId: string
  readonly scopes: readonly string[]
  /** `[a-z][a-z0-9_]{1,23}`. Default `sk_agent`. */
  readonly prefix?: string
  /** Unix seconds. Default: never. */
  readonly expiresAt?: number | null
  readonly tier?: string | null
  /** Stores the digest under this pepper: its id, and at least 32 raw bytes. */
  readonly pepper?: { readonly id: string; readonly secret: Uint8Array }
  /** The `claims` of the principal. */
  readonly metadata?: Readonly<Record<string, unknown>>
  /** Unix seconds. Default: the clock. */
  readonly now?: number
}

/** A key and its record. */
export interface CreatedApiKey {
  /** Show it to its owner once and store it nowhere. It is not enumerable, so printing this object does not show it. */
  readonly key: string
  /** What the store keeps. */
  readonly record: ApiKeyRecord
}

const OPTIONS = {
  agentId: undefined,
  scopes: undefined,
  prefix: undefined,
  expiresAt: undefined,
  tier: undefined,
  pepper: undefined,
  metadata: undefined,
  now: undefined,
}

/** Makes an API key from so many random bytes of `crypto.getRandomValues`. */
export function createApiKey(module: EngineModule, entropyBytes: number, options: NewApiKey): CreatedApiKey {
  if (!isObject(options)) throw invalidPolicy('createApiKey', `{ agentId, scopes } expected, not ${kindOf(options)}`)
  const given = readOptions(options, OPTIONS) as unknown as NewApiKey
  const { agentId, scopes, prefix, pepper, now = Date.now() / 1000 } = given
  checkStrings(agentId, scopes, prefix)
  if (!Number.isFinite(now)) throw invalidPolicy('now', 'Unix seconds expected, a finite number')
  if (pepper != null && !(isObject(pepper) && typeof pepper.id === 'string' && pepper.secret instanceof Uint8Array)) {
    throw invalidPolicy('pepper', 'an object with an id and the raw bytes of the secret expected')
  }
  const entropy = crypto.getRandomValues(new Uint8Array(entropyBytes))
  const lines = callEngine(
    () => module.createApiKey(prefix, agentId, [...scopes], entropy, pepper?.id, pepper?.secret, now),
    recordFaultAt(),
  )
  entropy.fill(0)
  const end = lines.indexOf('\n')
  const { expiresAt = null, tier = null, metadata = {} } = given
  const base = recordFromJson(lines.slice(end + 1))
  const json = JSON.stringify(recordMembers({ ...base, expiresAt, tier, metadata: jsonValue(metadata, 'metadata') }))
  const record = recordFromJson(callEngine(() => module.apiKeyRecord(json), recordFaultAt()))
  return Object.defineProperty({ record } as CreatedApiKey, 'key', { value: lines.slice(0, end), enumerable: false })
}

function checkStrings(agentId: unknown, scopes: unknown, prefix: unknown): void {
  if (typeof agentId !== 'string') throw invalidPolicy('agentId', 'a string expected')
  if (prefix !== undefined && typeof prefix !== 'string') throw invalidPolicy('prefix', 'a string expected')
  if (!Array.isArray(scopes)) throw invalidPolicy('scopes', 'an array of strings expected')
  const wrong = Array.from(scopes).findIndex((scope) => typeof scope !== 'string')
  if (wrong !== -1) throw invalidPolicy(`scopes[${wrong}]`, 'a string expected')
}
