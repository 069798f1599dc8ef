import type { EngineModule } from './engine.js'
import { constructed, invalidPolicy } from './error.js'
import { inverse } from './names.js'
import { isObject, plain, renamed } from './plain.js'
import { type ApiKeyRecord, recordFromJson, recordJson, recordPath } from './record.js'

/** A new API key, as it shall be. */
export interface NewApiKey {
  /** The agent it belongs to. */
  readonly agentId: string
  readonly scopes: readonly string[]
  /** `[a-z][a-z0-9_]{1,23}`. Default `sk_agent`. */
  readonly prefix?: string
  /** Unix seconds. Default: never. */
  readonly expiresAt?: number | null
  readonly tier?: string | null
  /** Stores the digest under this pepper: the id, and at least 32 raw bytes. */
  readonly pepper?: { readonly id: string; readonly secret: Uint8Array }
  /** Becomes the principal's claims. */
  readonly metadata?: Readonly<Record<string, unknown>>
  /** Unix seconds. Default: the clock. */
  readonly now?: number
}

/** A key and its record. */
export interface CreatedApiKey {
  /** Show it once to its owner and keep it nowhere. It is not enumerable: printing the whole does not show it. */
  readonly key: string
  /** What to keep. */
  readonly record: ApiKeyRecord
}

const OPTIONS = ['agentId', 'scopes', 'prefix', 'expiresAt', 'tier', 'pepper', 'metadata', 'now']
const SAME = inverse(Object.fromEntries(OPTIONS.map((name) => [name, name])))

/** Makes an API key of 256 random bits from `crypto.getRandomValues`. */
export function createApiKey(module: EngineModule, options: NewApiKey): CreatedApiKey {
  if (!isObject(options)) throw invalidPolicy('', 'an object expected')
  renamed(options, SAME, '', () => undefined)
  const { agentId, scopes, prefix, pepper, now = Date.now() / 1000 } = options as NewApiKey
  checkStrings(agentId, scopes, prefix)
  if (!Number.isFinite(now)) throw invalidPolicy('now', 'Unix seconds expected, a finite number')
  if (pepper != null && !(isObject(pepper) && typeof pepper.id === 'string' && pepper.secret instanceof Uint8Array)) {
    throw invalidPolicy('pepper', 'an object with an id and the raw bytes of the secret expected')
  }
  const entropy = crypto.getRandomValues(new Uint8Array(module.apiKeyEntropyBytes()))
  const made = constructed(
    () => module.createApiKey(prefix, agentId, [...scopes], entropy, pepper?.id, pepper?.secret, now),
    recordPath,
  )
  entropy.fill(0)
  const end = made.indexOf('\n')
  const { expiresAt = null, tier = null, metadata = {} } = options as NewApiKey
  const extended = { ...recordFromJson(made.slice(end + 1)), expiresAt, tier, metadata: plain(metadata, 'metadata') }
  const record = recordFromJson(constructed(() => module.apiKeyRecord(recordJson(extended)), recordPath))
  return Object.defineProperty({ record } as CreatedApiKey, 'key', { value: made.slice(0, end), enumerable: false })
}

function checkStrings(agentId: unknown, scopes: unknown, prefix: unknown): void {
  if (typeof agentId !== 'string') throw invalidPolicy('agentId', 'a string expected')
  if (prefix !== undefined && typeof prefix !== 'string') throw invalidPolicy('prefix', 'a string expected')
  if (!Array.isArray(scopes)) throw invalidPolicy('scopes', 'an array of strings expected')
  const wrong = Array.from(scopes).findIndex((scope) => typeof scope !== 'string')
  if (wrong !== -1) throw invalidPolicy(`scopes[${wrong}]`, 'a string expected')
}
