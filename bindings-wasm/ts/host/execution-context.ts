import { invalidPolicy } from './error.js'

/** Lets work go on after the response is sent: `ctx.waitUntil` of a Worker, bound to its `ctx`. */
export type WaitUntil = (promise: Promise<unknown>) => void

/** What a Worker gives its handler beside the request. */
export interface ExecutionContext {
  waitUntil(promise: Promise<unknown>): void
}

/** Refuses anything else than a context: `env` in its place would go unnoticed until keys rotate. */
export function waitUntilOf(context: ExecutionContext | null | undefined): WaitUntil | undefined {
  if (context == null) return undefined
  if (typeof context.waitUntil !== 'function') {
    throw invalidPolicy('ctx', "the handler's execution context expected, with waitUntil")
  }
  return (promise) => context.waitUntil(promise)
}
