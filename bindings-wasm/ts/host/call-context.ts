import { type Clock, clock } from './clock.js'
import type { WaitUntil } from './execution-context.js'

/** The options of a call that count after its first step. */
export interface CallOptions {
  /** Unix seconds. Default: the clock. */
  readonly now?: number | undefined
  readonly waitUntil?: WaitUntil | undefined
  /** When the call began, in milliseconds, where decisions are reported. */
  readonly since?: number | undefined
  /** Whether a caller without any credential passes. */
  readonly optional?: boolean | undefined
}

/** What belongs to one call whose decision takes more than one step. */
export interface CallContext {
  readonly time: Clock
  readonly waitUntil: WaitUntil | undefined
  readonly since: number
  readonly optional: boolean
  /** Finds the `cause` of the error, if the request is refused. An answerer sets it. */
  cause?: () => unknown
  /** The same for the error's `storeFailure`. */
  storeFailure?: () => unknown
}

export function callContext(options: CallOptions | undefined): CallContext {
  const now = options?.now
  const time = now === undefined ? clock : () => now
  return { time, waitUntil: options?.waitUntil, since: options?.since ?? 0, optional: options?.optional === true }
}
