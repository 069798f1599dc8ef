// A handler of Lambda with the package for the edge and its guard for fetch handlers.
import { engine, Principal, Verifier } from 'doorward-wasm'
import { guard } from 'doorward-wasm/fetch'
import { policy } from './policy.js'

const allowed = guard(new Verifier(policy), 'billing:read')

export async function handler({ rawPath, requestContext, headers }) {
  const caller = await allowed(new Request(`https://${requestContext.domainName}${rawPath}`, { headers }))
  if (caller instanceof Principal) return { statusCode: 200, body: JSON.stringify({ engine, caller: caller.clientId }) }
  return { statusCode: caller.status, headers: Object.fromEntries(caller.headers), body: await caller.text() }
}
