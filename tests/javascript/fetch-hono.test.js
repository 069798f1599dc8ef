// The guards for plain fetch handlers and for Hono, over real HTTP, with both engines' verifiers.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import { getRequestListener } from '@hono/node-server'
import { MemoryApiKeyStore as NativeStore, Verifier as NativeVerifier } from 'doorward'
import { anyOf, createApiKey, engine, MemoryApiKeyStore, Principal, Verifier } from 'doorward-wasm'
import { guard as fetchGuard } from 'doorward-wasm/fetch'
import { guard as honoGuard } from 'doorward-wasm/hono'
import { Hono } from 'hono'

import { fresh, policy } from './fixture.js'
import { bearer, send, served } from './http.js'

test('the engine under test is wasm', () => assert.equal(engine, 'wasm'))

const verifiers = {
  wasm: new Verifier(policy({ apiKeys: new MemoryApiKeyStore() })),
  native: new NativeVerifier(policy({ apiKeys: new NativeStore() })),
}

// The refusals that both frameworks have to send.
async function checkRefusals(port, verifier) {
  const cases = [
    ['/balance', []],
    ['/balance', bearer('not.a.token')],
    ['/balance', bearer(fresh({ scope: 'users:read' }))],
    ['/balance', [...bearer(fresh()), ...bearer(fresh())]],
    ['/balance', [['Authorization', 'Basic YTpi']]],
    ['/balance?access_token=x', []],
  ]
  for (const [path, headers] of cases) {
    const expected = await verifier
      .authenticate({ url: path, headers }, { scopes: 'billing:read' })
      .catch((error) => error)
    const answer = await send(port, { path, headers })
    assert.deepEqual([answer.status, answer.text], [expected.status, expected.body])
    for (const [name, value] of Object.entries(expected.headers)) assert.equal(answer.headers[name], value)
  }
}

for (const [name, verifier] of Object.entries(verifiers)) {
  describe(`with the ${name} engine`, () => {
    test('fetch: a principal or the response to send', async () => {
      const allowed = fetchGuard(verifier, 'billing:read')
      const handler = async (request) => {
        const caller = await allowed(request)
        if (!(caller instanceof Principal)) return caller
        return Response.json({ agent: caller.clientId })
      }
      await served(getRequestListener(handler), async (port) => {
        await checkRefusals(port, verifier)
        const answer = await send(port, { path: '/balance', headers: bearer(fresh()) })
        assert.deepEqual([answer.status, answer.text], [200, '{"agent":"client-9"}'])
      })
      assert.ok(
        (await allowed(
          new Request('https://api.example.com/', { headers: { authorization: `Bearer ${fresh()}` } }),
        )) instanceof Principal,
      )
    })

    test('Hono: c.get("auth"), and the answer when nobody handles the error', async () => {
      const app = new Hono()
      app.get('/balance', honoGuard(verifier, 'billing:read'), (c) => c.json({ agent: c.get('auth').clientId }))
      await served(getRequestListener(app.fetch), async (port) => {
        await checkRefusals(port, verifier)
        const answer = await send(port, { path: '/balance', headers: bearer(fresh()) })
        assert.deepEqual([answer.status, answer.text], [200, '{"agent":"client-9"}'])
      })
    })

    test('Hono: app.onError sees the refusal', async () => {
      const app = new Hono()
      app.get('/balance', honoGuard(verifier, 'billing:read'), (c) => c.text('in'))
      app.onError((error, c) => c.json({ seen: error.code }, error.status))
      await served(getRequestListener(app.fetch), async (port) => {
        const answer = await send(port, { path: '/balance' })
        assert.deepEqual([answer.status, answer.text], [401, '{"seen":"missing_credentials"}'])
      })
    })
  })
}

test('an API key that createApiKey made is accepted in either header', async () => {
  const { key, record } = createApiKey({
    agentId: 'cron',
    scopes: ['billing:read'],
    tier: 'pro',
    metadata: { team: 'research' },
  })
  const verifier = new Verifier(policy({ apiKeys: new MemoryApiKeyStore([record]) }))
  for (const headers of [{ authorization: `Bearer ${key}` }, { 'x-api-key': key }]) {
    const caller = await verifier.authenticate(new Request('https://api.example.com/', { headers }), {
      scopes: 'billing:read',
    })
    assert.deepEqual(
      [caller.clientId, caller.tier, caller.credential, caller.claims],
      ['cron', 'pro', 'api_key', { team: 'research' }],
    )
  }
})

test('several scopes mean all of them; left out, any genuine caller is enough; given and empty is refused', async () => {
  const request = (scope) =>
    new Request('https://api.example.com/', { headers: { authorization: `Bearer ${fresh({ scope })}` } })
  const both = fetchGuard(verifiers.wasm, 'a', anyOf('b', 'c'))
  assert.ok((await both(request('a c'))) instanceof Principal)
  for (const scope of ['a', 'c', '']) assert.equal((await both(request(scope))).status, 403, scope)
  const app = new Hono()
  app.get('/', honoGuard(verifiers.wasm, 'a', 'b'), (c) => c.text('in'))
  const statuses = ['a b', 'a', 'b'].map(async (scope) => (await app.fetch(request(scope))).status)
  assert.deepEqual(await Promise.all(statuses), [200, 403, 403])
  assert.ok((await fetchGuard(verifiers.wasm)(request(''))) instanceof Principal)
  for (const guard of [fetchGuard, honoGuard]) {
    assert.throws(() => guard(verifiers.wasm, undefined), { code: 'invalid_policy', path: 'scopes' })
    assert.throws(() => guard(verifiers.wasm, 'a', undefined), { code: 'invalid_policy', path: 'scopes[1]' })
    for (const empty of [null, [], {}, '', { all: [] }, { any: [] }, [[]]]) {
      assert.throws(() => guard(verifiers.wasm, empty), { code: 'invalid_policy' }, JSON.stringify(empty))
      assert.throws(() => guard(verifiers.wasm, 'a', empty), { code: 'invalid_policy' }, JSON.stringify(empty))
    }
  }
})

test('Hono logs a fault of this server: only refusals are answers', async () => {
  const misconfigured = await verifiers.wasm.verify(fresh(), { now: Number.NaN }).catch((error) => error)
  assert.deepEqual([misconfigured.kind, 'getResponse' in misconfigured], ['misconfigured', false])
  const refusal = await verifiers.wasm.verify('x').catch((error) => error)
  assert.equal(refusal.getResponse().status, 401)
  const app = new Hono()
  app.get('/', () => {
    throw misconfigured
  })
  const lines = []
  const { error } = console
  console.error = (...words) => lines.push(words.join(' '))
  try {
    assert.equal((await app.fetch(new Request('https://api.example.com/'))).status, 500)
  } finally {
    console.error = error
  }
  assert.equal(lines.length, 1)
})

test('a faulty requirement fails when the guard is made; a fault of the server does not become a refusal', async () => {
  assert.throws(() => fetchGuard(verifiers.wasm, ['a', '']), { code: 'invalid_policy', path: 'scopes[1]' })
  assert.throws(() => honoGuard(verifiers.wasm, { any: [] }), { code: 'invalid_policy' })
  await assert.rejects(fetchGuard(verifiers.wasm)({ url: '/' }), TypeError)
})
