import { type Clock, clock } from './clock.js'
import type { WaitUntil } from './execution-context.js'

/** The options of a call that count after its first step. */
export interface CallOptions {
  /** Unix seconds. Default: the clock. */
  readonly now?: number | undefined
  readonly waitUntil?: WaitUntil | undefined
}

/** What belongs to one call whose decision takes more than one step. */
export interface CallContext {
  readonly time: Clock
  readonly waitUntil: WaitUntil | undefined
  /** Finds the `cause` of the error, if the request is refused. An answerer sets it. */
  cause?: () => unknown
  /** The same for the error's `storeFailure`. */
  storeFailure?: () => unknown
}

export function callContext(options: CallOptions | undefined): CallContext {
  const now = options?.now
  return { time: now === undefined ? clock : () => now, waitUntil: options?.waitUntil }
}
