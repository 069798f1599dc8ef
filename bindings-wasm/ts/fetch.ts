import {
  type ExecutionContext,
  type FetchApiRequest,
  type GuardArguments,
  type GuardOptions,
  isRefusal,
  metadataAnswer,
  Principal,
  type Requirement,
  requestGuard,
  type Verifier,
} from './host/index.js'

export type { GuardOptions }

/** Returns the principal, or the response to send. */
export interface FetchGuard<Caller = Principal> {
  (request: FetchApiRequest, context?: ExecutionContext | null): Promise<Caller | Response>
  /**
   * Header fields for the response to a request that passed, unless it has them: `new Response(body, { headers: [...allowed.headers] })`.
   * With them no cache that others share gives the response to somebody else.
   */
  readonly headers: readonly (readonly [string, string])[]
}

/**
 * A guard for fetch handlers (Workers, Deno, Bun, service workers). Several requirements mean all of them; without
 * one, any genuine credential passes. Throws at once when a
 * requirement is faulty. Later every refusal is a response: 400, 401, 403 or 503.
 *
 * ```js
 * const allowed = guard(verifier, 'billing:read')
 * const caller = await allowed(request, ctx)
 * if (caller instanceof Response) return caller
 * ```
 *
 * `ctx` is the context of a Worker's handler. With it keys are refreshed after the response is sent, and no request waits for that. With
 * `{ optional: true }` as the last argument a caller without a credential is `null`.
 */
export function guard(
  verifier: Verifier,
  ...requirements: readonly [...Requirement[], GuardOptions & { readonly optional: true }]
): FetchGuard<Principal | null>
export function guard(verifier: Verifier, ...requirements: GuardArguments): FetchGuard
export function guard(verifier: Verifier, ...requirements: GuardArguments): FetchGuard<Principal | null> {
  const [authenticate] = requestGuard(verifier, requirements, {})
  const allowed = (request: FetchApiRequest, context?: ExecutionContext | null) => {
    try {
      const caller = authenticate(request, context)
      const isCaller = caller === null || caller instanceof Principal
      // Tests for Principal, not for Promise, because the program may have replaced the global Promise.
      return isCaller ? Promise.resolve(caller) : Promise.resolve(caller).catch(responseTo)
    } catch (error) {
      return new Promise<Response>((resolve) => resolve(responseTo(error)))
    }
  }
  return Object.assign(allowed, { headers: authenticate.headers })
}

/**
 * Answers requests for the metadata of this server as a protected resource (RFC 9728), for anybody. Throws at once when the policy names no
 * resource.
 *
 * ```js
 * const metadata = resourceMetadata(verifier)
 * // In the handler, before the guard:
 * const found = metadata(request)
 * if (found) return found
 * ```
 */
export function resourceMetadata(
  verifier: Verifier,
): (request: { method: string; url: string }) => Response | undefined {
  const find = metadataAnswer(verifier)
  return ({ method, url }) => {
    const found = find(method, url)
    return found && new Response(method === 'HEAD' ? null : found.body, { headers: { ...found.headers } })
  }
}

/** The response to a refusal. Any other error is thrown on. */
function responseTo(error: unknown): Response {
  if (isRefusal(error)) return error.toResponse()
  throw error
}
