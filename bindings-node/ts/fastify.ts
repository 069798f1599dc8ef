import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
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

/** The parts of a Fastify request that the guard uses. */
export interface GuardedRequest {
  readonly raw: IncomingMessage | Http2ServerRequest
}

/** The parts of a Fastify reply that the guard uses. */
export interface GuardedReply {
  code(status: number): unknown
  getHeader(name: string): unknown
  header(name: string, value: string): unknown
  send(body: Buffer): unknown
}

/** A hook of Fastify 4 and 5, for `onRequest` or `preHandler`. */
export type Hook = (request: GuardedRequest, reply: GuardedReply) => Promise<unknown>

/**
 * A hook of Fastify, for `onRequest` or `preHandler` of a route, or for `addHook`. A request passes whose credential is genuine and
 * satisfies every requirement (without one, any genuine credential passes); behind the guard `request.auth` is the principal. Throws at
 * once when a requirement is faulty.
 *
 * ```js
 * app.decorateRequest('auth', null)
 * app.get('/balance', { onRequest: guard(verifier, 'billing:read') }, async (request) => ({ agent: request.auth.clientId }))
 * ```
 *
 * `decorateRequest` keeps requests of one shape, which makes them fast; the guard works without it. In TypeScript the program gives
 * `request.auth` its type: `declare module 'fastify' { interface FastifyRequest { auth: Principal | null } }`.
 *
 * The guard answers a refusal with the status, headers and body of the DoorwardError: 400, 401, 403 or 503. It guards HEAD and OPTIONS
 * as every other method, so that CORS must answer a preflight in a hook in front of it. With `{ optional: true }` as the last argument
 * `request.auth` is `null` for a caller without a credential.
 */
export function guard(verifier: Verifier, ...requirements: GuardArguments): Hook {
  const [authenticate] = requestGuard(verifier, requirements, {})
  return async (request, reply) => {
    let caller: Principal | null
    try {
      caller = await authenticate(request.raw)
    } catch (error) {
      if (!isRefusal(error)) throw error
      reply.code(error.status)
      for (const [name, value] of Object.entries(error.headers)) reply.header(name, value)
      // As bytes, because Fastify adds a charset to the type of a text. A hook that has answered returns the reply.
      return reply.send(Buffer.from(error.body))
    }
    ;(request as { auth?: Principal | null }).auth = caller
    // Before the handler runs, which may set them otherwise.
    addGranted(
      authenticate.headers,
      (name) => reply.getHeader(name),
      (name, value) => reply.header(name, value),
    )
    return undefined
  }
}
