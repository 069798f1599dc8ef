import {
  type ExecutionContext,
  type FetchApiRequest,
  isRefusal,
  Principal,
  type Requirement,
  requestGuard,
  type Verifier,
} from './host/index.js'

/** Returns the principal, or the response to send. */
export type FetchGuard = (request: FetchApiRequest, context?: ExecutionContext | null) => Promise<Principal | Response>

/**
 * A guard for fetch handlers (Workers, Deno, Bun, service workers). Several requirements mean all of them; without
 * one, any genuine credential passes. Throws at once when a
 * requirement is faulty. Later every refusal is a response: 400, 401, 403 or 503.
 *
 * ```js
 * const allowed = guard(verifier, 'billing:read')
 * const caller = await allowed(request, ctx)
 * if (!(caller instanceof Principal)) return caller
 * ```
 *
 * `ctx` is the context of a Worker's handler. With it keys are refreshed after the response is sent, and no request waits for that.
 */
export function guard(verifier: Verifier, ...requirements: readonly Requirement[]): FetchGuard {
  const authenticate = requestGuard(verifier, requirements)
  return (request, context) => {
    try {
      const caller = authenticate(request, context)
      // Tests for Principal, not for Promise, because the program may have replaced the global Promise.
      return caller instanceof Principal ? Promise.resolve(caller) : Promise.resolve(caller).catch(responseTo)
    } catch (error) {
      return new Promise((resolve) => resolve(responseTo(error)))
    }
  }
}

/** The response to a refusal. Any other error is thrown on. */
function responseTo(error: unknown): Response {
  if (isRefusal(error)) return error.toResponse()
  throw error
}
