import { invalidPolicy } from './error.js'
import { inverse, RECORD } from './names.js'
import { isObject, plain, renamed } from './plain.js'

/** What a server keeps of an API key: everything but the key. Times are whole Unix seconds. */
export interface ApiKeyRecord {
  /** The public id inside the key; for a legacy key whatever names the record. */
  readonly id: string
  /** The agent the key belongs to: subject and client of the principal. */
  readonly agentId: string
  readonly scopes: readonly string[]
  readonly tier?: string | null
  readonly createdAt: number
  readonly expiresAt?: number | null
  readonly status?: 'active' | 'inactive' | 'revoked'
  /** SHA-256 of the key, or HMAC-SHA-256 under the pepper; 64 lower-case hexadecimal digits. */
  readonly digest: string
  readonly pepperId?: string | null
  /** The id of the key that takes this one's place. */
  readonly replacedBy?: string | null
  /** Until when a replaced key still works. */
  readonly overlapUntil?: number | null
  /** The principal's claims. */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** By what a record is looked for: exactly one of the two. */
export interface ApiKeyLookup {
  /** The public id inside the key. */
  readonly id?: string
  /** SHA-256 of a legacy key, lower-case hexadecimal. */
  readonly digest?: string
}

/**
 * Where records are kept. A store that throws, rejects or takes longer than `timeoutSeconds` makes the
 * answer `state_unavailable` (503), never a refusal.
 */
export interface ApiKeyStore {
  /** The record, or `null` when there is none. */
  find(lookup: ApiKeyLookup): ApiKeyRecord | null | undefined | Promise<ApiKeyRecord | null | undefined>
}

/** A record as the core reads it. */
export function recordJson(record: unknown, path = ''): string {
  if (!isObject(record)) throw invalidPolicy(path, 'an API key record expected')
  return JSON.stringify(renamed(record, RECORD, path, (_, member, at) => plain(member, at)))
}

const CAMEL = inverse(RECORD)

/** A record from the core's JSON, every member present. */
export function recordFromJson(json: string): ApiKeyRecord {
  const members = Object.entries(JSON.parse(json) as Record<string, unknown>)
  return Object.fromEntries(members.map(([name, value]) => [CAMEL[name], value])) as unknown as ApiKeyRecord
}

/** The path of a fault in a record, in JavaScript's names. */
export function recordPath(path: string): string {
  return path.replace(/^\w+/, (name) => CAMEL[name] ?? name)
}
