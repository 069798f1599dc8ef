// Fetched keys on both engines: which request fetches, which ones wait, what a fetch sends, and what a failure causes.
import assert from 'node:assert/strict'
import http from 'node:http'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import * as native from 'doorward'
import { guard as expressGuard } from 'doorward/express'
import * as wasm from 'doorward-wasm'
import express from 'express'

import { AUDIENCE, fresh, ISSUER, JWK, policy } from './fixture.js'
import { bearer, send, served } from './http.js'
import { fetcher, json, JWKS_URI, keyServer, keySet, later, otherKey, remote } from './key-server.js'

const seconds = () => Date.now() / 1000

// `keys_unavailable` with the columns of the error table.
function unavailable(error) {
  assert.deepEqual(
    [error.code, error.status, error.kind, error.retryable],
    ['keys_unavailable', 503, 'unavailable', true],
    error.stack,
  )
  assert.match(error.headers['retry-after'], /^([1-9]|[1-5]\d|60)$/)
  return true
}

for (const api of [native, wasm]) {
  const make = (fetch, changes = {}) => new api.Verifier({ issuers: [remote()], ...changes }, { fetch })

  describe(`fetched keys on the ${api.engine} engine`, () => {
    test('1,000 cold requests at once cause one fetch', async () => {
      await keyServer(
        (_, response) => setTimeout(() => response.setHeader('content-type', 'application/json').end(keySet()), 50),
        async (jwksUri, asked) => {
          const verifier = new api.Verifier({ issuers: [remote({ jwksUri })] })
          const token = fresh()
          const callers = await Promise.all(Array.from({ length: 1000 }, () => verifier.verify(token)))
          assert.ok(callers.every(({ subject }) => subject === 'agent-7'))
          assert.equal(asked.length, 1)
          await verifier.verify(token)
          assert.equal(asked.length, 1, 'warm keys need nothing')
        },
      )
    })

    test('a fetch goes on when the client of its request goes away', async () => {
      const answer = later()
      const { asked, fetch } = fetcher(() => answer.promise)
      const app = express()
      app.get('/', expressGuard(make(fetch)), (req, res) => res.json({ agent: req.auth.clientId }))
      await served(app, async (port) => {
        const first = http.get({ port, host: '127.0.0.1', headers: { authorization: `Bearer ${fresh()}` } })
        first.on('error', () => {})
        while (asked.length === 0) await sleep(5)
        const others = [1, 2, 3].map(() => send(port, { headers: bearer(fresh()) }))
        await sleep(50)
        first.destroy()
        await sleep(20)
        answer.come(json())
        for (const { status } of await Promise.all(others)) assert.equal(status, 200)
      })
      assert.equal(asked.length, 1)
    })

    test('what a fetch looks like', async () => {
      await keyServer(
        (_, response) => response.setHeader('content-type', 'application/json').end(keySet()),
        async (jwksUri, [...asked]) => {
          const seen = []
          const fetch = (url, request) => {
            seen.push([url, request.method, request.redirect, request.credentials, Object.keys(request.headers)])
            return globalThis.fetch(url, request)
          }
          await new api.Verifier({ issuers: [remote({ jwksUri })] }, { fetch }).verify(fresh())
          assert.deepEqual(seen, [[jwksUri, 'GET', 'manual', 'omit', ['accept']]])
          assert.deepEqual(asked, [])
        },
      )
      await keyServer(
        (_, response) => response.setHeader('content-type', 'application/json').end(keySet()),
        async (jwksUri, asked) => {
          await new api.Verifier({ issuers: [remote({ jwksUri })] }).verify(fresh())
          const [{ method, headers }] = asked
          assert.deepEqual([method, headers.accept], ['GET', 'application/json, application/jwk-set+json'])
          assert.deepEqual([headers.cookie, headers.authorization], [undefined, undefined])
        },
      )
    })

    test('the platform fetch is looked up when it is called', async (t) => {
      const { asked, fetch } = fetcher()
      const verifier = make(undefined)
      t.mock.method(globalThis, 'fetch', fetch)
      assert.equal((await verifier.verify(fresh())).subject, 'agent-7')
      assert.equal(asked[0].url, JWKS_URI)
    })

    test('synchronous calls: keys_unavailable, never invalid_token, and the fetch has begun', async () => {
      const { asked, fetch } = fetcher()
      const verifier = make(fetch)
      assert.throws(() => verifier.verifySync(fresh()), unavailable)
      assert.throws(() => verifier.authenticateSync({ url: '/', headers: bearer(fresh()) }), unavailable)
      assert.equal(asked.length, 1)
      await verifier.warm()
      assert.equal(verifier.verifySync(fresh()).subject, 'agent-7')
      assert.equal(asked.length, 1)
    })

    test('no request waits for a refresh ahead of time', async () => {
      const answer = later()
      const { asked, fetch } = fetcher((call) => (call === 1 ? json() : answer.promise))
      const verifier = make(fetch)
      await verifier.warm()
      // More than 80 % of 600 s have passed; the keys are fresh for another minute.
      const now = seconds() + 540
      const token = fresh({ exp: Math.ceil(now) + 60 })
      const callers = await Promise.all(Array.from({ length: 20 }, () => verifier.verify(token, { now })))
      assert.ok(callers.every(({ subject }) => subject === 'agent-7'))
      assert.equal(verifier.verifySync(token, { now }).subject, 'agent-7')
      assert.equal(asked.length, 2)
      answer.come(json())
      await sleep(20)
      assert.equal(verifier.keyStatus()[0].fetches, 2)
    })

    test('an unknown kid causes a fetch: a new key works with its first token', async () => {
      const next = otherKey('key-2')
      let keys = [JWK]
      const { asked, fetch } = fetcher(() => json(keySet(...keys)))
      const verifier = make(fetch)
      await verifier.warm()
      await assert.rejects(verifier.verify(next.token()), { code: 'unknown_key', status: 401 })
      keys = [next.jwk]
      const other = otherKey('key-3')
      keys.push(other.jwk)
      // The least time between two such fetches.
      await sleep(1_100)
      assert.equal((await verifier.verify(other.token())).subject, 'agent-8')
      await assert.rejects(
        verifier.verify(fresh()),
        ({ code }) => code === 'unknown_key' || code === 'keys_unavailable',
      )
      assert.ok(asked.length <= 4)
    })

    test('a failed fetch is an outage with its cause, never a bad token', async () => {
      const answers = {
        'connection: ': () => Promise.reject(new TypeError('fetch failed')),
        'timeout: ': () => Promise.reject(new DOMException('too slow', 'TimeoutError')),
        'status: ': () => new Response('{}', { status: 500 }),
        'content_type: ': () => new Response(keySet(), { headers: { 'content-type': 'application/jwt' } }),
        'malformed: ': () => json('{'),
        'too_large: ': () => json(' '.repeat(1024 * 1024) + keySet()),
        'other: ': () => Response.error(),
        'no_usable_key: ': () => json('{"keys":[]}'),
      }
      for (const [word, answer] of Object.entries(answers)) {
        const { asked, fetch } = fetcher(answer)
        const verifier = make(fetch)
        await assert.rejects(verifier.verify(fresh()), (error) => {
          assert.ok(error.cause.message.startsWith(`${ISSUER}: ${word}`), `${word}${error.cause?.message}`)
          return unavailable(error)
        })
        await assert.rejects(verifier.verify(fresh()), unavailable)
        assert.equal(asked.length, 1, `${word}: the next request does not fetch again`)
      }
    })

    test('a status of an own fetch is never cut to another', async () => {
      for (const status of [65_736, 2 ** 32 + 200, -65_336, 200.5, '200', NaN]) {
        const own = make(async () => ({ status, headers: new Headers(), body: null, redirected: false }))
        const word = Number.isInteger(status) && status > 0 ? 'status' : 'other'
        await assert.rejects(own.verify(fresh()), ({ cause }) => cause.message.startsWith(`${ISSUER}: ${word}: `))
      }
    })

    test('the logger hears of each fetch that failed, and of none that succeeded', async () => {
      const lines = []
      const logger = { warn: (line) => lines.push(line) }
      let answer = () => new Response('{}', { status: 500 })
      const verifier = new api.Verifier({ issuers: [remote()] }, { fetch: async () => answer(), logger })
      await assert.rejects(verifier.verify(fresh()), unavailable)
      assert.equal(lines.length, 1)
      assert.ok(
        lines[0].startsWith(`doorward: the keys of ${ISSUER} were not fetched (1 in a row): status: `),
        lines[0],
      )
      answer = () => json()
      await new Promise((resolve) => setTimeout(resolve, 1_100))
      await verifier.verify(fresh())
      assert.equal(lines.length, 1)
    })

    test('a fetcher that followed a redirect, ignores its signal, or gives nonsense', async () => {
      const followed = Object.defineProperty(json(), 'redirected', { value: true })
      for (const answer of [followed, undefined, null, {}, { status: 200, headers: new Headers(), body: {} }]) {
        await assert.rejects(make(async () => answer).verify(fresh()), (error) => {
          assert.match(error.cause.message, /: other: /)
          return unavailable(error)
        })
      }
      const begun = Date.now()
      const hangs = make(() => new Promise(() => {}), { keyRefresh: { timeoutSeconds: 1 } })
      await assert.rejects(hangs.verify(fresh()), (error) => {
        assert.match(error.cause.message, /timeout: /)
        return unavailable(error)
      })
      assert.ok(Date.now() - begun < 2_500)
    })

    test('a body is not read beyond its limit, nor beyond its time, and is cancelled then', async () => {
      let pulled = 0
      let cancelled = 0
      const cancel = () => {
        cancelled += 1
      }
      const stream = (pull) => new ReadableStream({ pull, cancel }, { highWaterMark: 0 })
      const headers = { 'content-type': 'application/json' }
      const endless = stream((controller) => {
        pulled += 65_536
        controller.enqueue(new Uint8Array(65_536).fill(32))
      })
      await assert.rejects(make(async () => new Response(endless, { headers })).verify(fresh()), unavailable)
      assert.ok(pulled <= 1024 * 1024 + 2 * 65_536, `${pulled} bytes`)
      assert.equal(cancelled, 1)
      const silent = stream(() => new Promise(() => {}))
      const slow = make(async () => new Response(silent, { headers }), { keyRefresh: { timeoutSeconds: 1 } })
      await assert.rejects(slow.verify(fresh()), unavailable)
      assert.equal(cancelled, 2)
      const refusing = stream(() => assert.fail('the body of an error is not read'))
      await assert.rejects(
        make(async () => new Response(refusing, { status: 500, headers })).verify(fresh()),
        unavailable,
      )
      assert.equal(cancelled, 3)
    })

    test('warm: every issuer; fails only when all do', async () => {
      const other = 'https://other.example.com'
      const { asked, fetch } = fetcher((_, url) => (url.startsWith(other) ? Promise.reject(new Error('down')) : json()))
      const both = [remote(), remote({ issuer: other, jwksUri: `${other}/jwks` })]
      const verifier = new api.Verifier({ issuers: both }, { fetch })
      await verifier.warm()
      assert.equal(asked.length, 2)
      assert.deepEqual(
        verifier.keyStatus().map(({ state, keys, failures }) => [state, keys, failures]),
        [
          ['fresh', 1, 0],
          ['cold', 0, 1],
        ],
      )
      await assert.rejects(new api.Verifier({ issuers: [both[1]] }, { fetch }).warm(), (error) => {
        assert.match(error.cause.message, /^https:\/\/other\.example\.com: connection: /)
        return unavailable(error)
      })
      await new api.Verifier(policy(), { fetch }).warm()
      assert.equal(asked.length, 3, 'given keys are not fetched')
    })

    test('keyStatus: every member, in the order of the policy', async () => {
      const { fetch } = fetcher(() =>
        json(keySet(JWK, { kty: 'LATTICE', kid: 'x\n'.repeat(40) }), { 'cache-control': 'max-age=300' }),
      )
      const verifier = new api.Verifier(
        { issuers: [remote(), { ...policy().issuers[0], issuer: 'https://given/' }] },
        { fetch },
      )
      const known = {
        issuer: ISSUER,
        source: 'jwks_uri',
        url: JWKS_URI,
        unpublishedKeys: 0,
        unusableKeys: 0,
        unusable: [],
        ageSeconds: null,
        nextRefreshSeconds: null,
        failures: 0,
        fetches: 0,
        lastError: null,
      }
      const given = { ...known, issuer: 'https://given/', source: 'static', url: null, state: 'static', keys: 1 }
      const [cold, fixed] = verifier.keyStatus()
      // Cold keys are due at once.
      assert.deepEqual([{ ...cold, nextRefreshSeconds: null }, fixed], [{ ...known, state: 'cold', keys: 0 }, given])
      await verifier.warm()
      const [{ nextRefreshSeconds, ...warm }] = verifier.keyStatus()
      const { nextRefreshSeconds: _, ...rest } = known
      const keyId = `${'x\ufffd'.repeat(32)}…`
      const unusable = [{ keyId, reason: "the key's `kty` is not RSA, EC, OKP or oct" }]
      assert.deepEqual(warm, { ...rest, state: 'fresh', keys: 1, unusableKeys: 1, unusable, ageSeconds: 0, fetches: 1 })
      assert.ok(nextRefreshSeconds >= 238 && nextRefreshSeconds <= 240, `80 % of 300 s, not ${nextRefreshSeconds}`)
    })

    test('discovery: OpenID configuration, else RFC 8414, the issuer compared exactly', async () => {
      const issuer = 'https://auth.example.com/tenant'
      const metadata = (changes = {}) => json(JSON.stringify({ issuer, jwks_uri: JWKS_URI, ...changes }))
      const documents = {
        openid: { [`${issuer}/.well-known/openid-configuration`]: () => metadata(), [JWKS_URI]: () => json() },
        rfc8414: {
          'https://auth.example.com/.well-known/oauth-authorization-server/tenant': () => metadata(),
          [JWKS_URI]: () => json(),
        },
      }
      const { issuer: _, jwksUri: __, ...rest } = remote()
      const find = (table, changes = {}) => {
        const { asked, fetch } = fetcher((___, url) => table[url]?.() ?? new Response('', { status: 404 }))
        return { asked, verifier: new api.Verifier({ issuers: [{ ...rest, issuer, ...changes }] }, { fetch }) }
      }
      for (const table of Object.values(documents)) {
        const { verifier } = find(table)
        assert.equal((await verifier.verify(fresh({ iss: issuer }))).issuer, issuer)
        assert.equal(verifier.keyStatus()[0].source, 'metadata')
      }
      const metadataUrl = 'https://auth.example.com/metadata'
      const { verifier } = find({ [metadataUrl]: () => metadata(), [JWKS_URI]: () => json() }, { metadataUrl })
      assert.equal((await verifier.verify(fresh({ iss: issuer }))).issuer, issuer)
      const wrong = find(
        { [metadataUrl]: () => metadata({ issuer: `${issuer}/` }), [JWKS_URI]: () => json() },
        { metadataUrl },
      )
      await assert.rejects(wrong.verifier.verify(fresh({ iss: issuer })), unavailable)
      assert.match(wrong.verifier.keyStatus()[0].lastError, /^issuer_mismatch: /)
      assert.equal(wrong.asked.length, 1)
    })

    test("one issuer's key never signs for another", async () => {
      const other = otherKey('key-1')
      const issuers = [
        remote(),
        remote({ issuer: 'https://other.example.com/', jwksUri: 'https://other.example.com/jwks' }),
      ]
      const { fetch } = fetcher((_, url) => json(keySet(url === JWKS_URI ? JWK : other.jwk)))
      const verifier = new api.Verifier({ issuers }, { fetch })
      assert.equal((await verifier.verify(fresh())).issuer, ISSUER)
      assert.equal(
        (await verifier.verify(other.token({ iss: 'https://other.example.com/' }))).issuer,
        'https://other.example.com/',
      )
      await assert.rejects(verifier.verify(other.token()), { code: 'invalid_signature' })
    })

    test('a key that left its set is refused from that refresh on', async () => {
      const next = otherKey('key-2')
      let keys = [JWK]
      const { fetch } = fetcher(() => json(keySet(...keys)))
      const verifier = make(fetch)
      assert.equal((await verifier.verify(fresh())).keyId, 'key-1')
      keys = [next.jwk]
      assert.equal((await verifier.verify(next.token())).keyId, 'key-2')
      await assert.rejects(verifier.verify(fresh()), ({ status }) => status === 401 || status === 503)
    })

    test('faulty options and policies, each with its path', () => {
      const { fetch } = fetcher()
      assert.throws(() => new api.Verifier({ issuers: [remote()] }, { fetcher: fetch }), { path: 'fetcher' })
      assert.throws(() => new api.Verifier({ issuers: [remote()] }, { fetch: 'https' }), { path: 'fetch' })
      assert.throws(() => new api.Verifier({ issuers: [remote()] }, null), { path: 'options' })
      const text = JSON.stringify({
        issuers: [{ issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'], jwks_uri: JWKS_URI }],
      })
      assert.ok(api.Verifier.fromPolicyJson(text, { fetch }))
      assert.throws(() => api.Verifier.fromPolicyJson(text, { fetch: 5 }), { path: 'fetch' })
      const faults = {
        'issuers[0].jwksUri': remote({ jwksUri: 'http://auth.example.com/jwks' }),
        'issuers[0].metadataUrl': remote({ jwksUri: undefined, metadataUrl: 'ftp://auth.example.com/' }),
        'issuers[0].algorithms': remote({ algorithms: ['ES256', 'HS256'] }),
        'issuers[0].dangerAllowHttp': remote({ dangerAllowHttp: 'yes' }),
        'issuers[0].jwks_uri': remote({ jwks_uri: JWKS_URI }),
        'issuers[0].domain': remote({ domain: 'a.auth0.com' }),
        'issuers[0].tenant': { preset: 'auth0', domain: 'a.auth0.com', audience: AUDIENCE, tenant: 'x' },
        'issuers[0].userPoolId': { preset: 'cognito', region: 'eu-west-1', userPoolId: 'x/y', audience: AUDIENCE },
        'issuers[0].preset': { preset: 'auth1', audience: AUDIENCE },
      }
      for (const [path, issuer] of Object.entries(faults)) {
        assert.throws(
          () => new api.Verifier({ issuers: [issuer] }, { fetch }),
          (error) => {
            assert.equal(error.code, 'invalid_policy')
            assert.ok(error.path.startsWith(path), `${path}: ${error.path}`)
            return true
          },
        )
      }
      const refresh = (keyRefresh) => () => new api.Verifier({ issuers: [remote()], keyRefresh }, { fetch })
      assert.throws(refresh({ ttlSeconds: 1.5 }), { path: 'keyRefresh.ttlSeconds' })
      assert.throws(refresh({ ttl: 5 }), { path: 'keyRefresh.ttl' })
      assert.throws(refresh({ staleSeconds: Number.NaN }), { path: 'keyRefresh.staleSeconds' })
      assert.ok(refresh({ ttlSeconds: 300, staleSeconds: 7_200 })())
      assert.ok(
        new api.Verifier(
          { issuers: [remote({ jwksUri: 'http://auth.internal/jwks', dangerAllowHttp: true })] },
          { fetch },
        ),
      )
      assert.ok(new api.Verifier({ issuers: [remote({ jwksUri: 'http://localhost:8080/jwks' })] }, { fetch }))
    })
  })
}
