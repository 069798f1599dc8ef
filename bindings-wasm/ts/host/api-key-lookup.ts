import { inTime } from './deadline.js'
import type { ApiKeyLookup, ApiKeyStore } from './record.js'
import { recordJson } from './record.js'

/** Who is asked for records, and how long a promise of one may take. */
export interface Lookups {
  readonly store: ApiKeyStore
  readonly timeoutSeconds: number
}

/** What a store was asked and said, for the operator. */
export interface Inquiry {
  /** The record a store gave, as the core reads it. */
  record?: string
  cause?: unknown
}

export const UNAVAILABLE = '{"unavailable":true}'

/** What the store says to a need, in time. */
export async function answer(need: string, lookups: Lookups | undefined, inquiry: Inquiry): Promise<string> {
  try {
    return answerTo(await inTimeOf(find(need, lookups), lookups), inquiry)
  } catch (error) {
    inquiry.cause = error
    return UNAVAILABLE
  }
}

/** What the store says to a need at once; nothing when it promises to. */
export function answerAtOnce(need: string, lookups: Lookups | undefined, inquiry: Inquiry): string | undefined {
  try {
    const found = find(need, lookups)
    if (!isPromise(found)) return answerTo(found, inquiry)
    found.then(undefined, () => {})
    return undefined
  } catch (error) {
    inquiry.cause = error
    return UNAVAILABLE
  }
}

function find(need: string, lookups: Lookups | undefined): unknown {
  const lookup = (JSON.parse(need) as { api_key?: ApiKeyLookup }).api_key
  if (lookup === undefined || lookups === undefined) throw new Error('nobody here can answer this need')
  return lookups.store.find(lookup)
}

/** A store that hangs would hold the request, which is an outage as much as an error is. */
function inTimeOf(found: unknown, lookups: Lookups | undefined): unknown {
  if (!isPromise(found)) return found
  const seconds = lookups?.timeoutSeconds ?? 0
  return inTime(found, seconds * 1000, () => {
    throw new Error(`the store did not answer within ${seconds} s`)
  })
}

function answerTo(record: unknown, inquiry: Inquiry): string {
  if (record === null || record === undefined) return '{"api_key":null}'
  inquiry.record = recordJson(record)
  return `{"api_key":${inquiry.record}}`
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
