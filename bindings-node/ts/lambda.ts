import {
  type GuardArguments,
  type GuardOptions,
  isRefusal,
  Principal,
  type Requirement,
  requestGuard,
  type Verifier,
} from 'doorward-wasm/internal/host'
import { type GuardedEvent, requestOf, withHeaders } from './lambda-event.js'

export type { GuardedEvent, GuardOptions }

/** The answer to a refusal. */
export interface Refusal {
  statusCode: number
  headers: Record<string, string>
  body: string
}

/** A handler behind the guard. The guard hands it the principal as the third argument. */
export type GuardedHandler<Event, Context, Result, Caller = Principal> = (
  event: Event,
  context: Context,
  caller: Caller,
) => Result | Promise<Result>

/** Makes a handler for Lambda of one that needs a caller. */
export type Wrap<Caller = Principal> = <Event extends GuardedEvent, Context, Result>(
  handler: GuardedHandler<Event, Context, Result, Caller>,
) => (event: Event, context: Context) => Promise<Result | Refusal>

/**
 * Guards a handler for the events of API Gateway (REST, HTTP) and of Function URLs. A request passes whose credential is genuine and
 * satisfies every requirement (without one, any genuine credential passes); the handler gets the principal as its third argument.
 * Throws at once when a requirement is faulty.
 *
 * ```js
 * export const handler = guard(verifier, 'billing:read')(async (event, context, caller) => ({
 *   statusCode: 200,
 *   body: JSON.stringify({ agent: caller.clientId }),
 * }))
 * ```
 *
 * A refusal is the result `{ statusCode, headers, body }` of the DoorwardError: 400, 401, 403 or 503. With `{ optional: true }` as the
 * last argument the principal is `null` for a caller without a credential. Guards around one another share one authentication. An event
 * of another source, such as a load balancer, throws a TypeError, because it may hide a header that came twice. Not for handlers that
 * stream their response.
 */
export function guard(
  verifier: Verifier,
  ...requirements: readonly [...Requirement[], GuardOptions & { readonly optional: true }]
): Wrap<Principal | null>
export function guard(verifier: Verifier, ...requirements: GuardArguments): Wrap
export function guard(verifier: Verifier, ...requirements: GuardArguments): Wrap<never> {
  const [authenticate] = requestGuard(verifier, requirements, {})
  return (handler) => async (event, context) => {
    let caller: Principal | null
    try {
      const found = authenticate(requestOf(event))
      caller = found instanceof Principal ? found : await found
    } catch (error) {
      if (!isRefusal(error)) throw error
      return { statusCode: error.status, headers: { ...error.headers }, body: error.body }
    }
    const result = await handler(event, context, caller as never)
    return authenticate.headers.length === 0 ? result : withHeaders(result, event, authenticate.headers)
  }
}
