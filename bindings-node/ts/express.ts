import type { IncomingMessage, ServerResponse } from 'node:http'
import { DoorwardError, guardScopes, Needed, type Principal, type Scopes, type Verifier } from 'doorward-wasm/host'

declare global {
  namespace Express {
    interface Request {
      /** Who is calling; there behind a guard. */
      auth?: Principal
    }
  }
}

type Next = (error?: unknown) => void

/** Express middleware, 4 and 5. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void

/** Express error middleware, 4 and 5. */
export type ErrorMiddleware = (error: unknown, request: IncomingMessage, response: ServerResponse, next: Next) => void

/**
 * Lets a request pass whose credential is genuine and holds `scopes`, all of them: `req.auth` is the
 * principal.
 *
 * A refusal goes to `next(err)` with `status`, `code`, `headers` and `body`, so that the app's own
 * error middleware sees it. When none answers, `errorHandler` does, which the guard puts behind
 * everything else of the app at the first refusal. Throws at once when `scopes` is faulty.
 */
export function guard(verifier: Verifier, ...required: readonly Scopes[]): Middleware {
  const scopes = guardScopes(required)
  verifier.prepare(scopes)
  const needed = typeof scopes === 'string' ? scopes : new Needed(scopes)
  return (request, _response, next) => {
    const granted = (principal: Principal): void => {
      ;(request as { auth?: Principal }).auth = principal
      next()
    }
    const refused = (error: unknown): void => {
      answerWhenNobodyElseDoes(request)
      next(error)
    }
    let caller: Principal | Promise<Principal>
    try {
      caller = verifier.guarded(request, needed)
    } catch (error) {
      return refused(error)
    }
    if (!(caller instanceof Promise)) return granted(caller)
    // `next` runs outside the promise: what it throws is its own and not a rejection nobody handles.
    caller.then(
      (principal) => queueMicrotask(() => granted(principal)),
      (error) => queueMicrotask(() => refused(error)),
    )
  }
}

/**
 * Answers a refusal with its exact status, headers and body; hands everything else on. Only needed
 * where a guard cannot put it itself: in a `Router` that is used without an Express app, and in an app
 * that is mounted in two others, of which it knows only the last.
 */
export const errorHandler: ErrorMiddleware = (error, _request, response, next) => {
  if (!(error instanceof DoorwardError) || error.kind === 'misconfigured' || response.headersSent) {
    next(error)
    return
  }
  response.statusCode = error.status
  for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value)
  response.end(error.body)
}

interface App {
  readonly parent?: App
  use?(handler: ErrorMiddleware): unknown
}

const complete = new WeakSet<App>()
const MOUNTS_MAX = 32

/**
 * Express ends an unhandled error with an HTML page of its own, which no property of the error can
 * replace, and logs its stack. So the answer has to come from error middleware, and it has to be the
 * last: it is appended to the outermost app at the first refusal, when the app has long been put
 * together. The request at hand meets it too, for routers look at their stack as it is.
 */
function answerWhenNobodyElseDoes(request: IncomingMessage): void {
  let app = (request as { app?: App }).app
  for (let mounts = 0; app?.parent !== undefined && mounts < MOUNTS_MAX; mounts += 1) app = app.parent
  if (app === undefined || complete.has(app) || typeof app.use !== 'function') return
  complete.add(app)
  try {
    app.use(errorHandler)
  } catch {
    // The refusal goes on all the same; Express itself answers it then, with its status.
  }
}
