// The guard under Express 5 and 4, over real HTTP.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, test } from 'node:test'

import { engine, MemoryApiKeyStore, Verifier } from 'doorward'
import { errorHandler, guard } from 'doorward/express'
import express5 from 'express'
import express4 from 'express4'

import { fresh, policy, token } from './fixture.js'
import { bearer, send, served } from './http.js'

const verifier = new Verifier(policy({ apiKeys: new MemoryApiKeyStore() }))

// The refusal of the core. The response must have it unchanged.
function coreAnswer(request, scopes) {
  try {
    verifier.authenticateSync(request, { scopes })
  } catch (error) {
    return error
  }
  return undefined
}

// Everything that Express writes to stderr while `work` runs.
async function logged(work) {
  const lines = []
  const { error } = console
  console.error = (...words) => lines.push(words.join(' '))
  try {
    await work()
    await new Promise((resolve) => setTimeout(resolve, 20))
  } finally {
    console.error = error
  }
  return lines
}

const refusals = [
  ['no credential', [], '/balance'],
  ['a malformed token', bearer('not.a.token'), '/balance'],
  ['an expired token', bearer(token({}, 1_000_000_000)), '/balance'],
  ['a missing scope', bearer(fresh({ scope: 'users:read' })), '/balance'],
  ['two Authorization headers', [...bearer(fresh()), ...bearer(fresh())], '/balance'],
  ['a token in the query', [], '/balance?access_token=x'],
]

test('the engine under test is the native one', () => assert.equal(engine, 'native'))

for (const [name, express] of Object.entries({ 'Express 5': express5, 'Express 4': express4 })) {
  describe(name, () => {
    const handler = (req, res) => res.json({ agent: req.auth.clientId })

    for (const environment of ['production', 'development']) {
      test(`sends the refusals of the core unchanged, in ${environment}`, async () => {
        const app = express()
        app.set('env', environment)
        app.get('/balance', guard(verifier, 'billing:read'), handler)
        const lines = await logged(() =>
          served(app, async (port) => {
            for (const [what, headers, path] of refusals) {
              const expected = coreAnswer({ url: path, headers }, 'billing:read')
              const answer = await send(port, { headers, path })
              assert.equal(answer.status, expected.status, what)
              assert.equal(answer.text, expected.body, what)
              for (const [header, value] of Object.entries(expected.headers))
                assert.equal(answer.headers[header], value, `${what}: ${header}`)
            }
          }),
        )
        assert.deepEqual(lines, [], 'a refused request is no error of the server')
      })
    }

    test('lets a good token through, with req.auth', async () => {
      const app = express()
      app.get('/balance', guard(verifier, 'billing:read'), handler)
      await served(app, async (port) => {
        const answer = await send(port, { headers: bearer(fresh()), path: '/balance' })
        assert.deepEqual([answer.status, answer.text], [200, '{"agent":"client-9"}'])
      })
    })

    test('installs nothing into the application, and no error middleware sees a refusal that is answered', async () => {
      const app = express()
      app.get('/balance', guard(verifier, 'billing:read'), handler)
      app.use((_error, _req, res, _next) => res.status(418).end())
      const layers = () => (app._router ?? app.router).stack.length
      const before = layers()
      const { use } = app
      app.use = () => assert.fail('nothing is installed during a request')
      await served(app, async (port) => {
        for (let round = 0; round < 3; round += 1) {
          const answer = await send(port, { path: '/balance' })
          assert.deepEqual([answer.status, JSON.parse(answer.text).code], [401, 'missing_credentials'])
        }
      })
      app.use = use
      assert.equal(layers(), before)
    })

    test("onRefusal: next hands the error to the app's own error middleware, which answers alone", async () => {
      const app = express()
      app.get('/balance', guard(verifier, 'billing:read', { onRefusal: 'next' }), handler)
      app.use((error, _req, res, _next) =>
        res.status(418).json({ seen: error.code, status: error.status, challenge: error.headers['www-authenticate'] }),
      )
      await served(app, async (port) => {
        for (let round = 0; round < 3; round += 1) {
          const answer = await send(port, { path: '/balance' })
          assert.equal(answer.status, 418)
          assert.deepEqual(JSON.parse(answer.text), {
            seen: 'missing_credentials',
            status: 401,
            challenge: 'Bearer realm="test"',
          })
        }
      })
    })

    test('onRefusal: next: error middleware that only looks and hands on, and errorHandler, which answers', async () => {
      const app = express()
      const seen = []
      app.get('/balance', guard(verifier, 'billing:read', { onRefusal: 'next' }), handler)
      app.use((error, _req, _res, next) => {
        seen.push(error.code)
        next(error)
      })
      app.use(errorHandler)
      await served(app, async (port) => {
        for (const [what, headers, path] of refusals) {
          const expected = coreAnswer({ url: path, headers }, 'billing:read')
          const answer = await send(port, { headers, path })
          assert.deepEqual(
            [answer.status, answer.text, seen.pop()],
            [expected.status, expected.body, expected.code],
            what,
          )
        }
      })
    })

    for (const [way, options, codes] of [
      ['by itself', [], []],
      ['by errorHandler', [{ onRefusal: 'next' }], ['missing_credentials', 'invalid_request']],
    ]) {
      test(`in a router, in a mounted app, and behind error middleware of the outer app: answers ${way}`, async () => {
        const outer = express()
        const inner = express()
        const router = express.Router()
        router.get('/balance', guard(verifier, 'billing:read', ...options), handler)
        inner.use('/deep', router)
        outer.use('/inner', inner)
        const seen = []
        outer.use((error, _req, _res, next) => {
          seen.push(error.code)
          next(error)
        })
        outer.use(errorHandler)
        await served(outer, async (port) => {
          for (const path of ['/inner/deep/balance', '/inner/deep/balance?access_token=x']) {
            const expected = coreAnswer({ url: path, headers: [] }, 'billing:read')
            const answer = await send(port, { path })
            assert.deepEqual([answer.status, answer.text], [expected.status, expected.body])
          }
          const granted = await send(port, { path: '/inner/deep/balance', headers: bearer(fresh()) })
          assert.equal(granted.status, 200)
        })
        assert.deepEqual(seen, codes)
      })
    }

    test("other errors stay Express's own, and HEAD and POST are answered too", async () => {
      const app = express()
      app.set('env', 'test')
      app.all('/balance', guard(verifier, 'billing:read'), handler)
      app.get('/broken', () => {
        throw new Error('broken')
      })
      await served(app, async (port) => {
        const post = await send(port, { path: '/balance', method: 'POST', body: 'x'.repeat(1000) })
        assert.equal(post.status, 401)
        const head = await send(port, { path: '/balance', method: 'HEAD' })
        assert.deepEqual([head.status, head.text, head.headers['www-authenticate']], [401, '', 'Bearer realm="test"'])
        const broken = await send(port, { path: '/broken' })
        assert.equal(broken.status, 500)
        assert.match(broken.headers['content-type'], /html/)
      })
    })

    test('in a bare router, where there is no app', async () => {
      const router = express.Router()
      router.get('/balance', guard(verifier, 'billing:read'), handler)
      router.get('/next', guard(verifier, 'billing:read', { onRefusal: 'next' }), handler)
      router.use(errorHandler)
      await served(
        (req, res) => router(req, res, () => res.end('not reached')),
        async (port) => {
          for (const path of ['/balance', '/next']) assert.equal((await send(port, { path })).status, 401, path)
        },
      )
    })

    test('an outage of the store is 503 with Retry-After, and the program can read what failed', async () => {
      const down = { find: () => Promise.reject(new Error('connection refused')) }
      const app = express()
      const failures = []
      const failing = new Verifier(policy({ apiKeys: down }), { logger: { warn() {} } })
      app.get('/balance', guard(failing, 'billing:read'), handler)
      app.get('/next', guard(failing, 'billing:read', { onRefusal: 'next' }), handler)
      app.use((error, _req, _res, next) => {
        failures.push(error.storeFailure.message)
        next(error)
      })
      app.use(errorHandler)
      await served(app, async (port) => {
        const key = 'sk_agent_PtFr6KyprKF8_NJcGRlqSc0FN0lp6gX4g1dLQeeM1WQKBAJ2sqnKYB0T3UJqID'
        for (const path of ['/balance', '/next']) {
          const answer = await send(port, { path, headers: [['X-Api-Key', key]] })
          assert.deepEqual(
            [answer.status, answer.headers['retry-after'], JSON.parse(answer.text).code],
            [503, '1', 'state_unavailable'],
          )
        }
      })
      assert.deepEqual(failures, ['connection refused'])
    })

    test('a response whose headers are sent goes to next(err)', async () => {
      const app = express()
      const seen = []
      const early = (_req, res, next) => {
        res.write('early')
        next()
      }
      app.get('/balance', early, guard(verifier, 'billing:read'), handler)
      app.use((error, _req, res, _next) => {
        seen.push(error.code)
        res.end()
      })
      await served(app, async (port) => {
        const answer = await send(port, { path: '/balance' })
        assert.deepEqual([answer.status, answer.text, seen], [200, 'early', ['missing_credentials']])
      })
    })
  })
}

test('several scopes mean all of them, and a requirement that is given and empty is refused', async () => {
  const app = express5()
  app.get('/balance', guard(verifier, 'a', 'b'), (_req, res) => res.end('in'))
  await served(app, async (port) => {
    for (const [scope, status] of Object.entries({ 'a b': 200, a: 403, b: 403 }))
      assert.equal((await send(port, { headers: bearer(fresh({ scope })), path: '/balance' })).status, status, scope)
  })
  assert.throws(() => guard(verifier, undefined), { code: 'invalid_policy', path: 'scopes' })
  assert.throws(() => guard(verifier, 'a', undefined), { code: 'invalid_policy', path: 'scopes[1]' })
  for (const empty of [null, [], {}, '', { all: [] }, { any: [] }, [[]]]) {
    for (const given of [[empty], ['a', empty]]) {
      assert.throws(() => guard(verifier, ...given), { code: 'invalid_policy' }, JSON.stringify(given))
    }
  }
})

test('an app that takes no further handler still gets the refusal, and is not asked to', async () => {
  const app = { use: () => assert.fail('nothing is installed during a request') }
  const passing = guard(verifier, { onRefusal: 'next' })
  const error = await new Promise((resolve) => passing({ url: '/', rawHeaders: [], app }, {}, resolve))
  assert.equal(error.code, 'missing_credentials')
})

test('errors that are no refusal go to next(err), at once and later', async () => {
  const misconfigured = await verifier.verify('x', { now: Number.NaN }).catch((error) => error)
  assert.equal(misconfigured.kind, 'misconfigured')
  const throwing = (authenticateForGuard) => ({ checkRequirement() {}, grantedHeaders: () => [], authenticateForGuard })
  const at = (error) => {
    throw error
  }
  for (const error of [misconfigured, new TypeError('the request has no url')]) {
    for (const guarded of [() => at(error), () => Promise.reject(error)]) {
      for (const options of [[], [{ onRefusal: 'answer' }], [{ onRefusal: 'next' }]]) {
        const seen = await new Promise((resolve) => guard(throwing(guarded), ...options)({}, {}, resolve))
        assert.equal(seen, error)
      }
    }
  }
})

test('options that would do nothing are refused when the guard is made', () => {
  for (const options of [{ onRefusal: 'throw' }, { onRefusal: undefined }, { onRefusal: 'next', scope: 'a' }])
    assert.throws(() => guard(verifier, 'a', options), { code: 'invalid_policy' }, JSON.stringify(options))
  for (const misspelt of [{ onrefusal: 'next' }, {}])
    assert.throws(() => guard(verifier, 'a', misspelt), { code: 'invalid_policy' }, JSON.stringify(misspelt))
  assert.throws(() => guard(verifier, { onRefusal: 'next' }, 'a'), { code: 'invalid_policy' })
})

test('what next throws is an exception of its own, not an unhandled rejection', async () => {
  const script = `
    const { Verifier } = require('doorward')
    const { guard } = require('doorward/express')
    process.on('uncaughtException', (error, origin) => console.log(origin, error.message))
    const verifier = Verifier.fromPolicyJson(process.argv[1])
    guard(verifier, { onRefusal: 'next' })({ url: '/', rawHeaders: [] }, {}, () => { throw new Error('next') })`
  const { issuers } = policy()
  const out = execFileSync(process.execPath, ['-e', script, JSON.stringify({ issuers })], {
    cwd: new URL('.', import.meta.url),
    encoding: 'utf8',
  })
  assert.equal(out, 'uncaughtException next\n')
})

test('what stands where a verifier belongs, and a misspelt option, are named', () => {
  assert.throws(() => guard('a'), { message: 'verifier: a Verifier expected as the first argument, not string' })
  assert.throws(() => guard(), { code: 'invalid_policy', path: 'verifier' })
  assert.throws(() => guard(verifier, 'a', { onRefusl: 'next' }), /^DoorwardError: onRefusl: .*onRefusal$/)
})

test('a faulty requirement fails when the guard is made', () => {
  assert.throws(() => guard(verifier, 'two scopes'), { code: 'invalid_policy', path: 'scopes' })
})
