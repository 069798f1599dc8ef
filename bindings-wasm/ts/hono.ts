import type { Context, MiddlewareHandler } from 'hono'
import { type ExecutionContext, Principal, type Requirement, requestGuard, type Verifier } from './host/index.js'

/** What the guard adds to a context. */
export interface GuardEnv {
  Variables: { auth: Principal }
}

/**
 * Hono middleware. Behind it `c.get('auth')` is the principal. Several requirements mean all of them; without one,
 * any genuine credential passes. Throws at once when a requirement
 * is faulty. A refusal is thrown, so that `app.onError` gets it; without `onError` Hono sends the response of the DoorwardError: 400,
 * 401, 403 or 503.
 *
 * ```js
 * app.get('/balance', guard(verifier, 'billing:read'), (c) => c.json({ agent: c.get('auth').clientId }))
 * ```
 */
export function guard(verifier: Verifier, ...requirements: readonly Requirement[]): MiddlewareHandler<GuardEnv> {
  const authenticate = requestGuard(verifier, requirements)
  return async (context, next) => {
    const caller = authenticate(context.req.raw, executionContextOf(context))
    context.set('auth', caller instanceof Principal ? caller : await caller)
    await next()
  }
}

/** Hono throws where there is no execution context, and some adapters put other objects in its place. */
function executionContextOf(context: Context): ExecutionContext | undefined {
  try {
    const { executionCtx } = context
    return typeof executionCtx?.waitUntil === 'function' ? executionCtx : undefined
  } catch {
    return undefined
  }
}
