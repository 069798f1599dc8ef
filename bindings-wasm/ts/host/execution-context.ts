import { invalidPolicy } from './error.js'
import type { WaitUntil } from './key-sets.js'

/** What Workers give a handler beside the request. */
export interface ExecutionContext {
  waitUntil(promise: Promise<unknown>): void
}

/** Anything else than a context in its place is a mistake (`env`, say), which only a rotation of keys would show. */
export function waitUntilOf(context: ExecutionContext | null | undefined): WaitUntil | undefined {
  if (context == null) return undefined
  if (typeof context.waitUntil !== 'function') {
    throw invalidPolicy('ctx', "the handler's execution context expected, with waitUntil")
  }
  return (promise) => context.waitUntil(promise)
}
