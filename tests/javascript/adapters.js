// What the guard of every framework does, over real HTTP. A test file of a framework says how its application is made.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import { createApiKey, MemoryApiKeyStore, Verifier } from 'doorward'

import { fresh, policy, token } from './fixture.js'
import { bearer, send } from './http.js'

const APP = 'https://app.example.com'
const PLACES = { session: { cookie: '__Host-session', origins: [APP] } }
const { key, record } = createApiKey({ agentId: 'agent-9', scopes: ['billing:read'] })
const records = new MemoryApiKeyStore([record])

/** A verifier with API keys and a cookie, whose store counts look-ups. */
export function counting() {
  const counted = { finds: 0 }
  const find = (lookup) => {
    counted.finds += 1
    return records.find(lookup)
  }
  return { verifier: new Verifier(policy({ apiKeys: { store: { find } }, places: PLACES })), counted }
}

const { verifier } = counting()
const down = new Verifier(
  policy({ apiKeys: { store: { find: () => Promise.reject(new Error('connection refused')) } } }),
  { logger: { warn() {} } },
)

const cookie = () => ['Cookie', `theme=dark; __Host-session=${fresh()}`]
const REFUSED = {
  'no credential': {},
  'another scheme': { headers: [['Authorization', 'Basic YTpi']] },
  'a malformed token': { headers: bearer('not.a.token') },
  'an expired token': { headers: bearer(token({}, 1_000_000_000)) },
  'a missing scope': { headers: bearer(fresh({ scope: 'users:read' })) },
  'two Authorization headers': { headers: [...bearer(fresh()), ...bearer(fresh())] },
  'an empty Authorization header': { headers: [['Authorization', '']] },
  'a token beside an API key': { headers: [...bearer(fresh()), ['X-Api-Key', key]] },
  'a token in the query': { path: '/balance?access_token=x' },
  'a token in the query, escaped': { path: '/balance?a=1&access%5Ftoken=x', headers: bearer(fresh()) },
  'a store that is down': { verifier: down, headers: [['X-Api-Key', key]] },
  'an optional credential that is bad': { options: { optional: true }, headers: bearer('x') },
  'an optional credential without the scope': { options: { optional: true }, headers: bearer(fresh({ scope: 'x' })) },
  'a cookie from a foreign page': {
    options: { places: ['session'] },
    method: 'POST',
    headers: [cookie(), ['Origin', 'https://evil.example']],
  },
  'a cookie beside a token': {
    options: { places: ['session', 'authorization'] },
    headers: [cookie(), ...bearer(fresh())],
  },
  'two cookies of one name': { options: { places: ['session'] }, headers: [cookie(), cookie()] },
}
const EXPECTED = { 'a store that is down': 503, 'a cookie from a foreign page': 403, 'a missing scope': 403 }

/** What the core answers to a request. */
async function refusalOf({ verifier: asked = verifier, path = '/balance', method = 'GET', headers = [], options }) {
  const refused = asked.authenticate({ url: path, method, headers }, { scopes: 'billing:read', ...options })
  return refused.then(
    () => assert.fail('the core refuses'),
    (error) => error,
  )
}

const FIELDS = ['www-authenticate', 'retry-after', 'content-type', 'cache-control']

/** Fails unless an answer is the core's, byte for byte. */
export function assertAnswer(answer, expected, what) {
  const fields = FIELDS.map((name) => answer.headers[name])
  assert.deepEqual(
    [answer.status, ...fields, answer.text],
    [expected.status, ...FIELDS.map((name) => expected.headers[name]), expected.body],
    what,
  )
}

/**
 * The tests. `serve(routes, use)` starts an application, calls `use(port)` and stops it. A route is `{ path, guards, own }`: it takes
 * every method, and answers `{ agent }`, the client of the principal or null; where `own` is true also with header fields of its own.
 */
export function adapterTests(name, { guard, serve, methods = ['HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] }) {
  const one = (guarded, use, more) => serve([{ path: '/balance', guards: [guarded], ...more }], use)
  // Some frameworks read the body before a guard runs, and ask for its type.
  const typed = (headers = [], method = 'GET') =>
    method === 'GET' ? headers : [['Content-Type', 'text/plain'], ...headers]
  const ask = (port, options) =>
    send(port, { path: '/balance', ...options, headers: typed(options?.headers, options?.method) })

  describe(name, () => {
    test('hands the principal of a genuine caller to the handler', () =>
      one(guard(verifier, 'billing:read'), async (port) => {
        const { status, text } = await ask(port, { headers: bearer(fresh()) })
        assert.deepEqual([status, text], [200, '{"agent":"client-9"}'])
        assert.equal((await ask(port, { headers: [['X-Api-Key', key]] })).text, '{"agent":"agent-9"}')
      }))

    for (const [what, request] of Object.entries(REFUSED)) {
      test(`answers as the core does: ${what}`, async () => {
        const options = request.options ? [request.options] : []
        const expected = await refusalOf(request)
        if (EXPECTED[what]) assert.equal(expected.status, EXPECTED[what])
        await one(guard(request.verifier ?? verifier, 'billing:read', ...options), async (port) =>
          assertAnswer(await ask(port, request), expected, what),
        )
      })
    }

    test('guards every method alike', () =>
      one(guard(verifier, 'billing:read'), async (port) => {
        for (const method of methods) {
          const body = method === 'POST' ? 'x'.repeat(1000) : undefined
          const expected = await refusalOf({ method })
          const refused = await ask(port, { method, body })
          const { status, headers, body: text } = expected
          assertAnswer(refused, { status, headers, body: method === 'HEAD' ? '' : text }, method)
          assert.equal((await ask(port, { method, headers: bearer(fresh()) })).status, 200, method)
        }
      }))

    test('an optional credential: nobody, and somebody', () =>
      one(guard(verifier, 'billing:read', { optional: true }), async (port) => {
        const texts = [await ask(port), await ask(port, { headers: bearer(fresh()) })].map(({ text }) => text)
        assert.deepEqual(texts, ['{"agent":null}', '{"agent":"client-9"}'])
      }))

    test('a credential in a cookie, from the pages that the policy names', () =>
      one(guard(verifier, { places: ['session'] }), async (port) => {
        const headers = [cookie(), ['Origin', APP]]
        const { status, text } = await ask(port, { method: 'POST', headers })
        assert.deepEqual([status, text], [200, '{"agent":"client-9"}'])
        const plain = await ask(port, { headers })
        assert.deepEqual([plain.headers.vary, plain.headers['cache-control']], ['cookie', 'private'])
      }))

    test("the handler's own header fields stay", () =>
      one(
        guard(verifier, { places: ['session'] }),
        async (port) => {
          const { headers } = await ask(port, { headers: [cookie()] })
          assert.equal(headers['cache-control'], 'no-store')
          assert.deepEqual(new Set(headers.vary.toLowerCase().split(/, */)), new Set(['accept', 'cookie']))
        },
        { own: true },
      ))

    test('two guards of one verifier authenticate once, and each requirement is checked', async () => {
      const { verifier: asked, counted } = counting()
      const routes = [
        { path: '/read', guards: [guard(asked), guard(asked, 'billing:read')] },
        { path: '/close', guards: [guard(asked, 'billing:read'), guard(asked, 'billing:close')] },
      ]
      await serve(routes, async (port) => {
        const headers = [['X-Api-Key', key]]
        assert.equal((await send(port, { path: '/read', headers })).text, '{"agent":"agent-9"}')
        assert.equal(counted.finds, 1)
        const refused = await send(port, { path: '/close', headers })
        assertAnswer(refused, asked.refusal('insufficient_scope', { scopes: ['billing:close'] }))
        assert.equal(counted.finds, 2)
      })
    })

    test('a faulty requirement or option fails when the guard is made', () => {
      for (const args of [
        ['two scopes'],
        [undefined],
        [null],
        [[]],
        [{}],
        ['a', { places: ['x'] }],
        ['a', { places: [] }],
      ]) {
        assert.throws(() => guard(verifier, ...args), { code: 'invalid_policy' }, JSON.stringify(args))
      }
      assert.throws(() => guard(verifier, 'a', { optional: 'yes' }), { code: 'invalid_policy' })
      assert.throws(() => guard(verifier, 'a', { optionl: true }), { code: 'invalid_policy' })
      assert.throws(() => guard('a'), { code: 'invalid_policy', path: 'verifier' })
    })
  })
}
