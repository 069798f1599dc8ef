import type { MiddlewareHandler } from 'hono'
import { guardScopes, type Principal, type Scopes, type Verifier } from './host/index.js'

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
  return async (context, next) => {
    context.set('auth', await verifier.authenticate(context.req.raw, { scopes }))
    await next()
  }
}
