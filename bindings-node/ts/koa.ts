import type { IncomingMessage } from 'node:http'
import {
  addGranted,
  type GuardArguments,
  type GuardOptions,
  isRefusal,
  type Principal,
  requestGuard,
  type Verifier,
} from 'doorward-wasm/internal/host'

export type { GuardOptions }

/** What the guard adds to `ctx.state`. */
export interface GuardedState {
  auth: Principal | null
}

/** The parts of a Koa context that the guard uses. */
export interface GuardedContext {
  readonly req: IncomingMessage
  // biome-ignore lint/suspicious/noExplicitAny: each application has a type of its own for its state
  state: any
  status: number
  body: unknown
  readonly response: { get(name: string): string; has(name: string): boolean }
  set(name: string, value: string): void
}

/** Koa middleware. */
export type Middleware = (context: GuardedContext, next: () => Promise<unknown>) => Promise<void>

/**
 * Koa middleware. A request passes whose credential is genuine and satisfies every requirement (without one, any genuine credential
 * passes); behind the guard `ctx.state.auth` is the principal. Throws at once when a requirement is faulty.
 *
 * ```js
 * router.get('/balance', guard(verifier, 'billing:read'), (ctx) => { ctx.body = { agent: ctx.state.auth.clientId } })
 * app.use(guard(verifier)) // everything behind it
 * ```
 *
 * The guard answers a refusal with the status, headers and body of the DoorwardError: 400, 401, 403 or 503. It guards HEAD and OPTIONS
 * as every other method, so that CORS middleware belongs in front of it. With `{ optional: true }` as the last argument
 * `ctx.state.auth` is `null` for a caller without a credential.
 */
export function guard(verifier: Verifier, ...requirements: GuardArguments): Middleware {
  const [authenticate] = requestGuard(verifier, requirements, {})
  return async (context, next) => {
    let caller: Principal | null
    try {
      caller = await authenticate(context.req)
    } catch (error) {
      if (!isRefusal(error)) throw error
      context.status = error.status
      // Before the body, for which Koa would choose a type.
      for (const [name, value] of Object.entries(error.headers)) context.set(name, value)
      context.body = error.body
      return
    }
    const state: GuardedState = context.state
    state.auth = caller
    await next()
    addGranted(
      authenticate.headers,
      (name) => context.response.get(name),
      (name, value) => context.set(name, value),
    )
  }
}
