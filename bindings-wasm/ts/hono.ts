import type { Context, MiddlewareHandler } from 'hono'
import {
  addGranted,
  type ExecutionContext,
  type GuardArguments,
  type GuardOptions,
  metadataAnswer,
  Principal,
  type Requirement,
  requestGuard,
  type Verifier,
} from './host/index.js'

export type { GuardOptions }

/** What the guard adds to a context. */
export interface GuardEnv<Caller = Principal> {
  Variables: { auth: Caller }
}

/**
 * Hono middleware. Behind it `c.get('auth')` is the principal. Several requirements mean all of them; without one,
 * any genuine credential passes. Throws at once when a requirement
 * is faulty. With `{ optional: true }` as the last argument `auth` is `null` for a caller without a credential. A refusal is thrown, so that `app.onError` gets it; without `onError` Hono sends the response of the DoorwardError: 400,
 * 401, 403 or 503.
 *
 * ```js
 * app.get('/balance', guard(verifier, 'billing:read'), (c) => c.json({ agent: c.get('auth').clientId }))
 * ```
 */
export function guard(
  verifier: Verifier,
  ...requirements: readonly [...Requirement[], GuardOptions & { readonly optional: true }]
): MiddlewareHandler<GuardEnv<Principal | null>>
export function guard(verifier: Verifier, ...requirements: GuardArguments): MiddlewareHandler<GuardEnv>
export function guard(
  verifier: Verifier,
  ...requirements: GuardArguments
  // biome-ignore lint/suspicious/noExplicitAny: one of the two environments above
): MiddlewareHandler<any> {
  const [authenticate] = requestGuard(verifier, requirements, {})
  return async (context, next) => {
    const caller = authenticate(context.req.raw, executionContextOf(context))
    context.set('auth', caller instanceof Principal ? caller : await caller)
    await next()
    addGranted(
      authenticate.headers,
      (name) => context.res.headers.get(name),
      (name, value) => context.header(name, value),
    )
  }
}

/**
 * Hono middleware that serves the metadata of this server as a protected resource (RFC 9728), to anybody: put it before the guards. Throws at
 * once when the policy names no resource.
 *
 * ```js
 * app.use(resourceMetadata(verifier))
 * ```
 */
export function resourceMetadata(verifier: Verifier): MiddlewareHandler {
  const find = metadataAnswer(verifier)
  return async (context, next) => {
    const { method, url } = context.req
    const found = find(method, url)
    if (found === undefined) return next()
    return new Response(method === 'HEAD' ? null : found.body, { headers: { ...found.headers } })
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
