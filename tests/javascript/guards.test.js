// What guards of every framework share: one authentication of a request, places, callers without a credential, refusals of handlers.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import * as native from 'doorward'
import { guard as expressGuard } from 'doorward/express'
import * as wasm from 'doorward-wasm'
import { guard as fetchGuard } from 'doorward-wasm/fetch'
import { guard as honoGuard } from 'doorward-wasm/hono'
import express from 'express'
import { Hono } from 'hono'
import { cors } from 'hono/cors'

import { fresh, policy } from './fixture.js'
import { bearer, send, served } from './http.js'

const APP = 'https://app.example.com'
const resource = { identifier: 'https://api.example.com', authorizationServers: ['https://auth.example.com/'] }
const PLACES = {
  session: { cookie: '__Host-session', origins: [APP] },
  edge: { header: 'cf-access-jwt-assertion' },
}
const api = (path, headers = {}, method = 'GET') => new Request(`https://api.example.com${path}`, { method, headers })
const withToken = (claims) => ({ authorization: `Bearer ${fresh(claims)}` })

// A verifier whose store counts look-ups, an API key, and the events.
function counting({ createApiKey, Verifier, MemoryApiKeyStore }, changes = {}) {
  const { key, record } = createApiKey({ agentId: 'agent-9', scopes: ['billing:read'] })
  const records = new MemoryApiKeyStore([record])
  const counted = { finds: 0, events: [] }
  const store = {
    find(lookup) {
      counted.finds += 1
      return records.find(lookup)
    },
  }
  const onDecision = (event) => void counted.events.push([event.outcome, event.code, event.subject, event.requirement])
  const verifier = new Verifier(policy({ apiKeys: { store }, places: PLACES, ...changes }), { onDecision })
  return { verifier, key, counted }
}

describe('several guards of one verifier', () => {
  const granted = ['granted', null, 'agent-9', 'billing:read']
  const refused = ['rejected', 'insufficient_scope', 'agent-9', 'billing:close']

  test('share one authentication in Express, and each requirement is checked', async () => {
    const { verifier, key, counted } = counting(native)
    const app = express()
    app.use('/api', expressGuard(verifier, 'billing:read'))
    app.get('/api/read', expressGuard(verifier, 'billing:read'), (req, res) => res.json(req.auth.subject))
    app.get('/api/close', expressGuard(verifier, 'billing:close'), (_req, res) => res.end())
    await served(app, async (port) => {
      assert.equal((await send(port, { path: '/api/read', headers: bearer(key) })).text, '"agent-9"')
      assert.deepEqual([counted.finds, counted.events], [1, [granted]])
      const { status, headers } = await send(port, { path: '/api/close', headers: bearer(key) })
      assert.equal(status, 403)
      assert.match(
        headers['www-authenticate'],
        /^Bearer realm="test", error="insufficient_scope".* scope="billing:close"$/,
      )
      assert.deepEqual([counted.finds, counted.events], [2, [granted, granted, refused]])
    })
  })

  test('share one authentication in Hono and in fetch handlers, an awaited one too', async () => {
    const { verifier, key, counted } = counting(wasm)
    const app = new Hono()
    app.use(honoGuard(verifier, 'billing:read'))
    app.get('/read', honoGuard(verifier, 'billing:read'), (c) => c.text(c.get('auth').subject))
    app.get('/close', honoGuard(verifier, 'billing:close'), (c) => c.text('closed'))
    const headers = { authorization: `Bearer ${key}` }
    assert.equal(await (await app.fetch(api('/read', headers))).text(), 'agent-9')
    assert.equal((await app.fetch(api('/close', headers))).status, 403)
    assert.deepEqual([counted.finds, counted.events], [2, [granted, granted, refused]])
    const request = api('/read', headers)
    const guards = [fetchGuard(verifier), fetchGuard(verifier, 'billing:read'), fetchGuard(verifier, 'billing:close')]
    const [first, second, third] = await Promise.all(guards.map((allowed) => allowed(request)))
    assert.equal(first.subject, 'agent-9')
    assert.deepEqual([second, third.status, counted.finds], [first, 403, 3])
  })

  test('share a refusal too', async () => {
    const { verifier, counted } = counting(wasm)
    const request = api('/read', withToken({ aud: 'other' }))
    for (const allowed of [fetchGuard(verifier, 'a'), fetchGuard(verifier)]) {
      assert.equal((await allowed(request)).status, 401)
    }
    assert.equal(counted.events.length, 1)
  })

  test('authenticate anew where something differs, and nothing that a client sends counts', async () => {
    const { verifier, key, counted } = counting(wasm)
    const other = counting(wasm)
    const headers = new Headers({ authorization: `Bearer ${key}` })
    const request = { method: 'GET', url: '/a', headers, auth: { subject: 'x' } }
    const allowed = fetchGuard(verifier)
    const finds = async () => [(await allowed(request)).subject, counted.finds]
    assert.deepEqual(
      [await finds(), await finds()],
      [
        ['agent-9', 1],
        ['agent-9', 1],
      ],
    )
    request.url = '/b'
    assert.deepEqual(await finds(), ['agent-9', 2])
    request.method = 'POST'
    assert.deepEqual(await finds(), ['agent-9', 3])
    // Another verifier asks its own store, which lacks the key.
    assert.equal((await fetchGuard(other.verifier)(request)).status, 401)
    assert.equal((await fetchGuard(verifier, { places: ['edge'] })(request)).status, 401)
    headers.set('authorization', `Bearer ${other.key}`)
    assert.equal((await allowed(request)).status, 401)
    assert.deepEqual([counted.finds, other.counted.finds], [4, 1])
    assert.equal((await allowed({ ...request, headers: new Headers() })).status, 401)
  })

  test('of two verifiers each decides by its own policy', async () => {
    const make = (audience) => {
      const { issuers } = policy()
      return new wasm.Verifier({ issuers: [{ ...issuers[0], audience }] })
    }
    const request = api('/read', withToken({ aud: 'a' }))
    assert.equal((await fetchGuard(make('a'))(request)).subject, 'agent-7')
    assert.equal((await fetchGuard(make('b'))(request)).status, 401)
  })
})

describe('an optional credential', () => {
  const cases = [
    ['none', {}, 200],
    ['good', withToken(), 200],
    ['bad', { authorization: 'Bearer x' }, 401],
    ['Basic', { authorization: 'Basic YTpi' }, 401],
    ['empty', { authorization: '' }, 400],
    ['lacking a scope', withToken({ scope: 'x' }), 403],
  ]
  const options = { optional: true }

  test('in Express, Hono and fetch handlers', async () => {
    const { verifier } = counting(wasm)
    const { verifier: nativeVerifier } = counting(native)
    const app = new Hono().get('/', honoGuard(verifier, 'billing:read', options), (c) =>
      c.json(c.get('auth')?.subject ?? null),
    )
    const allowed = fetchGuard(verifier, 'billing:read', options)
    const handler = async (request) => {
      const caller = await allowed(request)
      return caller instanceof Response ? caller : Response.json(caller?.subject ?? null)
    }
    const routes = express().get('/', expressGuard(nativeVerifier, 'billing:read', options), (req, res) =>
      res.json(req.auth?.subject ?? null),
    )
    await served(routes, async (port) => {
      for (const [about, headers, status] of cases) {
        const body = { none: 'null', good: '"agent-7"' }[about]
        const seen = await send(port, { headers: Object.entries(headers) })
        const others = await Promise.all([app.fetch(api('/', headers)), handler(api('/', headers))])
        assert.deepEqual([seen.status, ...others.map((one) => one.status)], [status, status, status], about)
        if (body === undefined) continue
        assert.deepEqual([seen.text, await others[0].text(), await others[1].text()], [body, body, body], about)
      }
    })
  })

  test('on the router is not optional on a route that needs it', async () => {
    const { verifier, counted } = counting(wasm)
    const app = new Hono()
    app.use(honoGuard(verifier, options))
    app.get('/me', honoGuard(verifier), (c) => c.text('me'))
    app.get('/', (c) => c.text('anybody'))
    assert.equal((await app.fetch(api('/'))).status, 200)
    const refused = await app.fetch(api('/me'))
    assert.deepEqual([refused.status, refused.headers.get('www-authenticate')], [401, 'Bearer realm="test"'])
    assert.deepEqual(counted.events[0], ['anonymous', null, null, ''])
  })

  test('on the router changes no answer and no event of a route that needs a caller', async () => {
    for (const { Verifier } of [native, wasm]) {
      const events = []
      const onDecision = ({ outcome, code, requirement }) => events.push([outcome, code, requirement])
      const verifier = new Verifier({ issuers: policy().issuers, resource }, { onDecision })
      const alone = new Hono().get('/me', honoGuard(verifier, 'billing:read'), (c) => c.text('me'))
      const behind = new Hono().use(honoGuard(verifier, options)).route('/', alone)
      const [expected, seen] = [await alone.fetch(api('/me')), await behind.fetch(api('/me'))]
      assert.equal(await seen.text(), await expected.text())
      assert.deepEqual([...seen.headers], [...expected.headers])
      assert.match(expected.headers.get('www-authenticate'), /scope="billing:read"/)
      assert.deepEqual(events[2], events[0])
      assert.deepEqual(events[2], ['rejected', 'missing_credentials', 'billing:read'])
    }
  })

  test('a handler that asks for a credential says what the policy accepts', async () => {
    for (const { Verifier } of [native, wasm]) {
      const verifier = new Verifier({ issuers: policy().issuers, resource })
      const request = { url: '/', headers: [] }
      const expected = await verifier.authenticate(request, { scopes: 'a' }).catch((error) => error)
      const { body, headers } = verifier.refusal('missing_credentials', { scopes: ['a'] })
      assert.deepEqual({ body, headers }, { body: expected.body, headers: expected.headers })
    }
  })
})

describe('places', () => {
  test('a cookie, from the pages that the policy names', async () => {
    const { verifier } = counting(wasm)
    const app = new Hono()
    app.use('*', cors({ origin: APP, credentials: true, exposeHeaders: ['WWW-Authenticate', 'Retry-After'] }))
    app.all('/', honoGuard(verifier, 'billing:read', { places: ['session', 'authorization'] }), (c) => c.text('ok'))
    const cookie = `theme=dark; __Host-session=${fresh()}`
    const ask = (headers, method) => app.fetch(api('/', headers, method))
    const page = await ask({ cookie })
    assert.deepEqual([page.status, page.headers.get('cache-control')], [200, 'private'])
    assert.match(page.headers.get('vary'), /authorization, cookie/)
    assert.equal((await ask({ cookie, origin: APP }, 'POST')).status, 200)
    const evil = await ask({ cookie, origin: 'https://evil.example' }, 'POST')
    assert.deepEqual([evil.status, (await evil.json()).code], [403, 'origin_not_allowed'])
    assert.equal((await ask({ cookie, ...withToken() })).status, 400)
    assert.equal((await ask({ cookie }, 'OPTIONS')).status, 204, 'CORS in front answers the preflight')
    assert.equal((await ask({}, 'POST')).headers.get('access-control-expose-headers'), 'WWW-Authenticate,Retry-After')
  })

  test('the same in Express, whose handler may set its own headers', async () => {
    const { verifier } = counting(native)
    const app = express()
    app.use(expressGuard(verifier, { places: ['session'] }))
    app.all('/own', (_req, res) => res.set('Cache-Control', 'no-store').vary('Accept').end('own'))
    app.all('/', (_req, res) => res.end('ok'))
    const cookie = ['Cookie', `__Host-session=${fresh()}`]
    await served(app, async (port) => {
      const plain = await send(port, { headers: [cookie] })
      assert.deepEqual([plain.headers.vary, plain.headers['cache-control']], ['cookie', 'private'])
      const own = await send(port, { path: '/own', headers: [cookie] })
      assert.deepEqual([own.headers.vary, own.headers['cache-control']], ['cookie, Accept', 'no-store'])
      assert.equal((await send(port, { headers: [cookie], method: 'POST' })).status, 403)
      const origin = ['Origin', APP]
      assert.equal((await send(port, { headers: [cookie, origin], method: 'POST' })).status, 200)
      // Without a guard that answers OPTIONS, a preflight has no credential.
      assert.equal((await send(port, { headers: [origin], method: 'OPTIONS' })).status, 401)
    })
  })

  test('an API key header is private too, Authorization alone needs nothing', async () => {
    const { verifier } = counting(wasm)
    assert.deepEqual(Object.fromEntries(fetchGuard(verifier).headers), {
      vary: 'authorization, x-api-key',
      'cache-control': 'private',
    })
    assert.deepEqual(fetchGuard(new wasm.Verifier(policy())).headers, [])
  })

  test('names and options that are none are refused when the guard is made', () => {
    const { verifier } = counting(wasm)
    const bad = [{ places: ['sessions'] }, { places: [] }, { places: 'session' }, { places: [1] }, { optional: 'yes' }]
    for (const options of [...bad, {}, { optional: undefined }, { places: ['api_keys'] }, { optionally: true }]) {
      for (const guard of [fetchGuard, honoGuard]) {
        assert.throws(() => guard(verifier, 'a', options), { code: 'invalid_policy' }, JSON.stringify(options))
      }
    }
    assert.throws(() => fetchGuard(new wasm.Verifier(policy()), { places: ['api_key'] }), { code: 'invalid_policy' })
  })
})

for (const { Verifier, engine, DoorwardError } of [native, wasm]) {
  test(`a handler refuses with the core's answer, on the ${engine} engine`, async () => {
    const verifier = new Verifier(policy())
    const error = verifier.refusal('insufficient_scope', { scopes: ['billing:close', 'owner'] })
    assert.ok(error instanceof DoorwardError)
    assert.equal(error.status, 403)
    assert.equal(
      error.headers['www-authenticate'],
      'Bearer realm="test", error="insufficient_scope", ' +
        'error_description="The operation needs billing:close and owner.", scope="billing:close owner"',
    )
    assert.deepEqual(error.requiredScopes, ['billing:close', 'owner'])
    const claims = verifier.refusal('insufficient_claims')
    assert.deepEqual([claims.status, claims.headers['www-authenticate']], [403, undefined])
    const response = verifier.refusal('state_unavailable').toResponse()
    assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '1'])
    for (const code of ['nothing', 'invalid_policy', '', undefined]) {
      assert.throws(() => verifier.refusal(code), { code: 'invalid_policy' })
    }
  })
}

test('a guard that waits keeps what it shares from rejecting unheard', async () => {
  const { verifier } = counting(wasm, {
    apiKeys: { store: { find: () => sleep(5).then(() => Promise.reject(new Error('x'))) } },
  })
  const key = 'sk_agent_PtFr6KyprKF8_NJcGRlqSc0FN0lp6gX4g1dLQeeM1WQKBAJ2sqnKYB0T3UJqID'
  const request = api('/', { authorization: `Bearer ${key}` })
  const outcomes = await Promise.all([fetchGuard(verifier)(request), fetchGuard(verifier)(request)])
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    [503, 503],
  )
})
