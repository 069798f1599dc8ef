// A handler of Lambda.
import { DoorwardError, engine, Verifier } from 'doorward'
import { policy } from './policy.js'

// Two verifiers, because a process says only once that it falls back.
const [, verifier] = [new Verifier(policy), new Verifier(policy)]

export async function handler({ rawPath, requestContext, headers }) {
  const request = { method: requestContext.http.method, url: `https://${requestContext.domainName}${rawPath}`, headers }
  try {
    const { clientId } = await verifier.authenticate(request, { scopes: 'billing:read' })
    return { statusCode: 200, body: JSON.stringify({ engine, caller: clientId }) }
  } catch (error) {
    if (!(error instanceof DoorwardError)) throw error
    return { statusCode: error.status, headers: error.headers, body: error.body }
  }
}
