import { policy } from '../programs/policy.js'

/** A route's handler, by the exports of a package. */
export function answeredBy({ DoorwardError, engine, Verifier }) {
  // Two verifiers, because a process says only once that it falls back.
  const [, verifier] = [new Verifier(policy), new Verifier(policy)]
  return async (request) => {
    try {
      const { clientId } = await verifier.authenticate(request, { scopes: 'billing:read' })
      return Response.json({ engine, caller: clientId })
    } catch (error) {
      if (!(error instanceof DoorwardError)) throw error
      return error.toResponse()
    }
  }
}
