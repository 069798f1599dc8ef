import {
  DoorwardError,
  type ExecutionContext,
  type FetchRequest,
  guardScopes,
  Needed,
  type Principal,
  type Scopes,
  type Verifier,
  waitUntilOf,
} from './host/index.js'

/**
 * A guard for handlers of the fetch kind (Workers, Deno, Bun, service workers):
 * `const caller = await allowed(request); if (!(caller instanceof Principal)) return caller`.
 *
 * On Workers give it the context too, `allowed(request, ctx)`: then keys are refreshed after the answer, and no request waits for that.
 *
 * Several scopes mean all of them. Throws at once when `scopes` is faulty; afterwards every refusal is a Response, ready to be sent.
 */
export function guard(
  verifier: Verifier,
  ...required: readonly Scopes[]
): (request: FetchRequest, context?: ExecutionContext | null) => Promise<Principal | Response> {
  const scopes = guardScopes(required)
  verifier.prepare(scopes)
  const needed = typeof scopes === 'string' ? scopes : new Needed(scopes)
  return (request, context) => {
    try {
      const caller = verifier.guarded(request, needed, waitUntilOf(context))
      return caller instanceof Promise ? caller.catch(answered) : Promise.resolve(caller)
    } catch (error) {
      return new Promise((resolve) => resolve(answered(error)))
    }
  }
}

/** A refusal, ready to be sent; everything else is thrown on. */
function answered(error: unknown): Response {
  if (error instanceof DoorwardError && error.kind !== 'misconfigured') return error.toResponse()
  throw error
}
