// Runs in workerd: keeps verifiers by name, and calls them through the guard as a Worker does.
import { Principal, Verifier } from 'doorward-wasm'
import { guard } from 'doorward-wasm/fetch'

// Made while the Worker starts, when it has no random numbers.
const early = new Verifier({ issuers: [{ issuer: 'https://early.example.com', audience: 'a', algorithms: ['ES256'] }] })
const verifiers = new Map([['early', early]])

function verifierOf({ name, policy }) {
  if (!verifiers.has(name)) verifiers.set(name, new Verifier(policy))
  return verifiers.get(name)
}

const WORK = {
  async verify(asked, context) {
    const headers = { authorization: `Bearer ${asked.token}` }
    const request = new Request('https://api.example.com/', { headers })
    const caller = await guard(verifierOf(asked))(request, asked.waitUntil === false ? undefined : context)
    return caller instanceof Principal ? { code: null, subject: caller.subject } : await caller.json()
  },
  async warm(asked) {
    return await verifierOf(asked)
      .warm()
      .then(
        () => ({ code: null }),
        ({ code }) => ({ code }),
      )
  },
  renew: (asked) => {
    verifierOf(asked).renew(asked.renewed)
    return { code: null }
  },
  status: (asked) => verifierOf(asked).keyStatus(),
}

export default {
  async fetch(request, _env, context) {
    try {
      const asked = await request.json()
      return Response.json(await WORK[asked.work](asked, context))
    } catch (error) {
      return new Response(error.stack ?? String(error), { status: 500 })
    }
  },
}
