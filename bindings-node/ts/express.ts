import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type DoorwardError,
  invalidPolicy,
  isObject,
  isRefusal,
  Principal,
  type Requirement,
  readOptions,
  requestGuard,
  type Verifier,
} from 'doorward-wasm/internal/host'

declare global {
  namespace Express {
    interface Request {
      /** Who is calling. A guard sets it. */
      auth?: Principal
    }
  }
}

type Next = (error?: unknown) => void

/** Express middleware, 4 and 5. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void

/** Express error middleware, 4 and 5. */
export type ErrorMiddleware = (error: unknown, request: IncomingMessage, response: ServerResponse, next: Next) => void

/** The options of a guard; the last argument, after the requirements. */
export interface GuardOptions {
  /**
   * `answer`, the default: the guard sends the response to a refusal. `next`: the guard calls `next(err)` with the DoorwardError, and
   * error middleware sends the response, such as `errorHandler` behind all routes.
   */
  readonly onRefusal: 'answer' | 'next'
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
 * The guard answers a refusal with the status, headers and body of the DoorwardError: 400, 401, 403 or 503. With the last argument
 * `{ onRefusal: 'next' }` it calls `next(err)` instead. Errors that are no refusal always go to `next(err)`, and so does a refusal when
 * the headers of the response are sent already.
 */
export function guard(
  verifier: Verifier,
  ...requirements: readonly Requirement[] | readonly [...Requirement[], GuardOptions]
): Middleware {
  const options = optionsOf(requirements)
  const needed = (options === undefined ? requirements : requirements.slice(0, -1)) as readonly Requirement[]
  const authenticate = requestGuard(verifier, needed)
  const refuse = options?.onRefusal === 'next' ? forwardError : errorHandler
  return (request, response, next) => {
    let caller: Principal | Promise<Principal>
    try {
      caller = authenticate(request)
    } catch (error) {
      return refuse(error, request, response, next)
    }
    // Tests for Principal, not for Promise, because the program may have replaced the global Promise.
    if (caller instanceof Principal) return admit(caller, request, next)
    // Outside the promise, so that what `next` throws is an exception and no unhandled rejection.
    Promise.resolve(caller).then(
      (principal) => queueMicrotask(() => admit(principal, request, next)),
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

function admit(principal: Principal, request: IncomingMessage, next: Next): void {
  ;(request as { auth?: Principal }).auth = principal
  next()
}

const REQUIREMENT_MEMBERS = ['all', 'any', 'claim']

/** An object as the last argument is a requirement if it has one of its members. Any other is meant as options, misspelt ones too. */
function optionsOf(args: readonly unknown[]): GuardOptions | undefined {
  const last = args.at(-1)
  if (!isObject(last) || REQUIREMENT_MEMBERS.some((name) => name in last)) return undefined
  const { onRefusal } = readOptions<{ onRefusal: unknown }>(last, { onRefusal: undefined })
  if (onRefusal !== 'answer' && onRefusal !== 'next') throw invalidPolicy('onRefusal', "'answer' or 'next' expected")
  return { onRefusal }
}
