import { invalidPolicy } from './error.js'
import { type ExecutionContext, waitUntilOf } from './execution-context.js'
import { kindOf } from './json-value.js'
import type { Principal } from './principal.js'
import type { IncomingRequest } from './request.js'
import { CompiledRequirement, guardRequirement, LEFT_OUT, type Requirement } from './requirement.js'
import type { Verifier } from './verifier.js'

/**
 * Finds out who sends a request. Throws a DoorwardError, or returns a promise of the principal that rejects with one. The promise is
 * returned only where something is needed.
 */
export type RequestGuard = (
  request: IncomingRequest,
  context?: ExecutionContext | null,
) => Principal | Promise<Principal>

/** What the guards of every framework share. Throws at once when a requirement is faulty; several requirements mean all of them. */
export function requestGuard(verifier: Verifier, requirements: readonly Requirement[]): RequestGuard {
  if (typeof verifier?.checkRequirement !== 'function') {
    throw invalidPolicy('verifier', `a Verifier expected as the first argument, not ${kindOf(verifier)}`)
  }
  const requirement = guardRequirement(requirements)
  verifier.checkRequirement(requirement)
  const isCompiled = typeof requirement === 'string' || requirement === LEFT_OUT
  const compiled = isCompiled ? requirement : new CompiledRequirement(requirement)
  return (request, context) => verifier.authenticateForGuard(request, compiled, waitUntilOf(context))
}
