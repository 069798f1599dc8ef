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

// What the core says, to be found unchanged in the answer.
function coreAnswer(request, scopes) {
  try {
    verifier.authenticateSync(request, { scopes })
  } catch (error) {
    return error
  }
  return undefined
}

// Everything Express writes to stderr while `work` runs.
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
      test(`answers refusals as the core words them, nothing else installed, in ${environment}`, async () => {
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

    test("hands the error to the app's own error middleware, which answers alone", async () => {
      const app = express()
      app.get('/balance', guard(verifier, 'billing:read'), handler)
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

    test('error middleware that only looks and hands on does not change the answer', async () => {
      const app = express()
      const seen = []
      app.get('/balance', guard(verifier, 'billing:read'), handler)
      app.use((error, _req, _res, next) => {
        seen.push(error.code)
        next(error)
      })
      await served(app, async (port) => {
        const answer = await send(port, { path: '/balance' })
        assert.deepEqual(
          [answer.status, JSON.parse(answer.text).code, seen],
          [401, 'missing_credentials', ['missing_credentials']],
        )
      })
    })

    test('in a router, in a mounted app, and behind error middleware of the outer app', async () => {
      const outer = express()
      const inner = express()
      const router = express.Router()
      router.get('/balance', guard(verifier, 'billing:read'), handler)
      inner.use('/deep', router)
      outer.use('/inner', inner)
      const seen = []
      outer.use((error, _req, _res, next) => {
        seen.push(error.code)
        next(error)
      })
      await served(outer, async (port) => {
        for (const path of ['/inner/deep/balance', '/inner/deep/balance?access_token=x']) {
          const expected = coreAnswer({ url: path, headers: [] }, 'billing:read')
          const answer = await send(port, { path })
          assert.deepEqual([answer.status, answer.text], [expected.status, expected.body])
        }
        const granted = await send(port, { path: '/inner/deep/balance', headers: bearer(fresh()) })
        assert.equal(granted.status, 200)
      })
      assert.deepEqual(seen, ['missing_credentials', 'invalid_request'])
    })

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

    test('an error handler put in place by hand works where there is no app', async () => {
      const router = express.Router()
      router.get('/balance', guard(verifier, 'billing:read'), handler)
      router.use(errorHandler)
      await served(
        (req, res) => router(req, res, () => res.end('not reached')),
        async (port) => {
          assert.equal((await send(port, { path: '/balance' })).status, 401)
        },
      )
    })

    test('an outage of the store is 503 with Retry-After, and the cause is there for the log', async () => {
      const down = { find: () => Promise.reject(new Error('connection refused')) }
      const app = express()
      const causes = []
      app.get('/balance', guard(new Verifier(policy({ apiKeys: down })), 'billing:read'), handler)
      app.use((error, _req, _res, next) => {
        causes.push(error.cause.message)
        next(error)
      })
      await served(app, async (port) => {
        const key = 'sk_agent_PtFr6KyprKF8_NJcGRlqSc0FN0lp6gX4g1dLQeeM1WQKBAJ2sqnKYB0T3UJqID'
        const answer = await send(port, { path: '/balance', headers: [['X-Api-Key', key]] })
        assert.deepEqual(
          [answer.status, answer.headers['retry-after'], JSON.parse(answer.text).code],
          [503, '1', 'state_unavailable'],
        )
      })
      assert.deepEqual(causes, ['connection refused'])
    })
  })
}

test('several scopes mean all of them, and undefined is refused', async () => {
  const app = express5()
  app.get('/balance', guard(verifier, 'a', 'b'), (_req, res) => res.end('in'))
  await served(app, async (port) => {
    for (const [scope, status] of Object.entries({ 'a b': 200, a: 403, b: 403 }))
      assert.equal((await send(port, { headers: bearer(fresh({ scope })), path: '/balance' })).status, status, scope)
  })
  assert.throws(() => guard(verifier, undefined), { code: 'invalid_policy', path: 'scopes' })
  assert.throws(() => guard(verifier, 'a', undefined), { code: 'invalid_policy', path: 'scopes[1]' })
  assert.equal(typeof guard(verifier, null), 'function')
})

test('an app that takes no further handler still gets the refusal', async () => {
  const app = {
    use() {
      throw new Error('frozen')
    },
  }
  const error = await new Promise((resolve) => guard(verifier)({ url: '/', rawHeaders: [], app }, {}, resolve))
  assert.equal(error.code, 'missing_credentials')
})

test('what next throws is an exception of its own, not an unhandled rejection', async () => {
  const script = `
    const { Verifier } = require('doorward')
    const { guard } = require('doorward/express')
    process.on('uncaughtException', (error, origin) => console.log(origin, error.message))
    const verifier = Verifier.fromPolicyJson(process.argv[1])
    guard(verifier)({ url: '/', rawHeaders: [] }, {}, () => { throw new Error('next') })`
  const { issuers } = policy()
  const out = execFileSync(process.execPath, ['-e', script, JSON.stringify({ issuers })], {
    cwd: new URL('.', import.meta.url),
    encoding: 'utf8',
  })
  assert.equal(out, 'uncaughtException next\n')
})

test('a faulty requirement fails when the guard is made', () => {
  assert.throws(() => guard(verifier, 'two scopes'), { code: 'invalid_policy', path: 'scopes' })
})
