import { engine, Principal, Verifier } from 'doorward'
import { guard } from 'doorward-wasm/fetch'
import { policy } from '../../../programs/policy.js'

const allowed = guard(new Verifier(policy), 'billing:read')

export async function GET(request) {
  const caller = await allowed(request)
  if (!(caller instanceof Principal)) return caller
  return Response.json({ engine, caller: caller.clientId })
}

export const POST = GET
