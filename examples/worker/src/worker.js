// A billing API that agents call: a Worker, guarded by Doorward.
import { MemoryApiKeyStore, Principal, Verifier } from 'doorward-wasm'
import { guard } from 'doorward-wasm/fetch'

let allowed

// A Worker knows its bindings at the first request. The verifier is made then, once in each isolate.
function billingGuard(env) {
  const verifier = new Verifier({
    issuers: [{
      issuer: env.AUTH_ISSUER,
      audience: env.AUTH_AUDIENCE,
      algorithms: ['ES256', 'RS256'],
      profile: 'rfc9068',
    }],
    // A service with more than a few keys puts a store of its own here: any object with `find`.
    apiKeys: new MemoryApiKeyStore(JSON.parse(env.API_KEYS ?? '[]')),
    realm: 'billing',
  })
  return guard(verifier, 'billing:read')
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    if (request.method !== 'GET' || pathname !== '/v1/billing/balance') {
      return new Response('Not found', { status: 404 })
    }
    allowed ??= billingGuard(env)
    // With `ctx` the keys are refreshed after the response is sent.
    const caller = await allowed(request, ctx)
    if (!(caller instanceof Principal)) return caller
    // The headers keep a shared cache from giving the answer to another caller.
    return Response.json({ agent: caller.clientId }, { headers: [...allowed.headers] })
  },
}
