import type { MiddlewareHandler } from 'hono'
import type { Principal, Scopes, Verifier } from './host/index.js'

/** What the guard adds to a context. */
export interface GuardEnv {
  Variables: { auth: Principal }
}

/**
 * Hono middleware: `c.get('auth')` is the principal afterwards. A refusal is thrown, so that
 * `app.onError` sees it; without one Hono answers with what the DoorwardError carries.
 */
export function guard(verifier: Verifier, scopes?: Scopes): MiddlewareHandler<GuardEnv> {
  verifier.prepare(scopes)
  return async (context, next) => {
    context.set('auth', await verifier.authenticate(context.req.raw, { scopes }))
    await next()
  }
}
