import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  addGranted,
  type DoorwardError,
  type GuardArguments,
  type GuardOptions as HostOptions,
  invalidPolicy,
  isRefusal,
  metadataAnswer,
  Principal,
  requestGuard,
  type Verifier,
} from 'doorward-wasm/internal/host'

type Next = (error?: unknown) => void

/** Express middleware, 4 and 5. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void

/** Express error middleware, 4 and 5. */
export type ErrorMiddleware = (error: unknown, request: IncomingMessage, response: ServerResponse, next: Next) => void

/** The options of a guard; the last argument, after the requirements. */
export interface GuardOptions extends HostOptions {
  /**
   * `answer`, the default: the guard sends the response to a refusal. `next`: the guard calls `next(err)` with the DoorwardError, and
   * error middleware sends the response, such as `errorHandler` behind all routes.
   */
  readonly onRefusal?: 'answer' | 'next' | undefined
}

/**
 * Express middleware. A request passes whose credential is genuine and satisfies every requirement (without one, any genuine credential
 * passes); behind the guard `req.auth` is the
 * principal. Throws at once when a requirement is faulty.
 *
 * ```js
 * app.get('/balance', guard(verifier, 'billing:read'), (req, res) => res.json({ agent: req.auth.clientId }))
 * ```
 *
 * In TypeScript `import 'doorward/express/global'` gives `req.auth` this type.
 *
 * The guard answers a refusal with the status, headers and body of the DoorwardError: 400, 401, 403 or 503. With the last argument
 * `{ onRefusal: 'next' }` it calls `next(err)` instead. Errors that are no refusal always go to `next(err)`, and so does a refusal when
 * the headers of the response are sent already.
 */
export function guard(verifier: Verifier, ...requirements: GuardArguments<GuardOptions>): Middleware {
  const [authenticate, { onRefusal }] = requestGuard(verifier, requirements, { onRefusal: 'answer' as unknown })
  if (onRefusal !== 'answer' && onRefusal !== 'next') throw invalidPolicy('onRefusal', "'answer' or 'next' expected")
  const refuse = onRefusal === 'next' ? forwardError : errorHandler
  const { headers } = authenticate
  const pass = (caller: Principal | null, request: IncomingMessage, response: ServerResponse, next: Next) => {
    ;(request as { auth?: Principal | null }).auth = caller
    // Before the handler runs, which may set them otherwise.
    if (!response.headersSent) {
      addGranted(
        headers,
        (name) => response.getHeader(name),
        (name, value) => response.setHeader(name, value),
      )
    }
    next()
  }
  return (request, response, next) => {
    let caller: Principal | null | Promise<Principal | null>
    try {
      caller = authenticate(request)
    } catch (error) {
      return refuse(error, request, response, next)
    }
    // Tests for Principal, not for Promise, because the program may have replaced the global Promise.
    if (caller === null || caller instanceof Principal) return pass(caller, request, response, next)
    // Outside the promise, so that what `next` throws is an exception and no unhandled rejection.
    Promise.resolve(caller).then(
      (principal) => queueMicrotask(() => pass(principal, request, response, next)),
      (error) => queueMicrotask(() => refuse(error, request, response, next)),
    )
  }
}

/**
 * Error middleware that answers a refusal with its exact status, headers and body, and hands every other error on. Put it behind the
 * routes whose guards have `{ onRefusal: 'next' }`: `app.use(errorHandler)`.
 */
export const errorHandler: ErrorMiddleware = (error, _request, response, next) => {
  if (!isRefusal(error) || response.headersSent) return next(error)
  answer(error, response)
}

function answer(refusal: DoorwardError, response: ServerResponse): void {
  response.statusCode = refusal.status
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value)
  // Node leaves the body out of the response to HEAD.
  response.end(refusal.body)
}

const forwardError: ErrorMiddleware = (error, _request, _response, next) => next(error)

/**
 * Express middleware that serves the metadata of this server as a protected resource (RFC 9728), to anybody: put it before the guards.
 * Throws at once when the policy names no resource.
 *
 * ```js
 * app.use(resourceMetadata(verifier))
 * ```
 */
export function resourceMetadata(verifier: Verifier): Middleware {
  const find = metadataAnswer(verifier)
  return (request, response, next) => {
    const { originalUrl, url = '' } = request as IncomingMessage & { originalUrl?: string }
    const found = find(request.method, originalUrl ?? url)
    if (found === undefined) return next()
    response.statusCode = 200
    for (const [name, value] of Object.entries(found.headers)) response.setHeader(name, value)
    response.end(found.body)
  }
}
