import type { Context, MiddlewareHandler } from 'hono'
import {
  type ExecutionContext,
  guardScopes,
  Needed,
  type Principal,
  type Scopes,
  type Verifier,
  waitUntilOf,
} from './host/index.js'

/** What the guard adds to a context. */
export interface GuardEnv {
  Variables: { auth: Principal }
}

/**
 * Hono middleware: `c.get('auth')` is the principal afterwards. Several scopes mean all of them. A refusal is thrown, so that
 * `app.onError` sees it; without one Hono answers with what the DoorwardError carries.
 */
export function guard(verifier: Verifier, ...required: readonly Scopes[]): MiddlewareHandler<GuardEnv> {
  const scopes = guardScopes(required)
  verifier.prepare(scopes)
  const needed = typeof scopes === 'string' ? scopes : new Needed(scopes)
  return async (context, next) => {
    const caller = verifier.guarded(context.req.raw, needed, waitUntilOf(executionOf(context)))
    context.set('auth', caller instanceof Promise ? await caller : caller)
    await next()
  }
}

/** Where there is none, Hono throws; adapters put other things in its place. */
function executionOf(context: Context): ExecutionContext | undefined {
  try {
    const { executionCtx } = context
    return typeof executionCtx?.waitUntil === 'function' ? executionCtx : undefined
  } catch {
    return undefined
  }
}
