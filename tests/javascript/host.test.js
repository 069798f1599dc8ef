// The host on top of both engines: options, requests, stores, keys, errors.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import http from 'node:http'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'

import * as native from 'doorward'
import * as wasm from 'doorward-wasm'

import { AUDIENCE, ISSUER, JWK, NOW, policy, token } from './fixture.js'
import { bearer, send, served } from './http.js'

const KEY = 'sk_agent_PtFr6KyprKF8_NJcGRlqSc0FN0lp6gX4g1dLQeeM1WQKBAJ2sqnKYB0T3UJqID'

for (const api of [native, wasm]) {
  describe(`the host on the ${api.engine} engine`, () => {
    const verifier = new api.Verifier(policy({ scopes: { implies: { admin: ['billing:*', 'users:read'] } } }))
    const now = NOW

    test('a huge credential, URL or header is cut before it is copied', () => {
      // A process of its own, because the most memory that a process had never shrinks.
      const script = `
        const { Verifier } = require(process.argv[1])
        const verifier = new Verifier(JSON.parse(process.argv[2]))
        // Each character takes one byte here and two in UTF-8: more than the buffer leaves.
        const text = (start) => Buffer.alloc(1 << 27, 0xe9).fill(start, 0, start.length).toString('latin1')
        const [token, field, url] = [text('a'), text('Bearer '), text('/?')]
        const headers = (value) => [['authorization', value]]
        const before = process.resourceUsage().maxRSS
        const code = (call) => { try { call() } catch ({ code }) { return code } }
        const codes = [
          code(() => verifier.verifySync(token)),
          code(() => verifier.authenticateSync({ url: '/', headers: headers(field) })),
          code(() => verifier.authenticateSync({ url, headers: headers('Bearer a.b.c') })),
        ]
        console.log(JSON.stringify([codes, process.resourceUsage().maxRSS - before]))`
      const name = api === native ? 'doorward' : 'doorward-wasm'
      const { issuers } = policy()
      const out = execFileSync(process.execPath, ['-e', script, name, JSON.stringify({ issuers })], {
        cwd: new URL('.', import.meta.url),
        encoding: 'utf8',
      })
      const [codes, kilobytes] = JSON.parse(out)
      assert.deepEqual(codes, ['token_too_large', 'invalid_request', 'invalid_request'])
      assert.ok(kilobytes < 1 << 16, `${kilobytes} KiB`)
    })

    test('a requirement that is given and empty is refused; left out, any genuine caller is enough', async () => {
      const now = Date.now() / 1000
      const text = token({ scope: '' }, Math.floor(now))
      for (const options of [undefined, {}, { now }])
        assert.equal(verifier.verifySync(text, options).subject, 'agent-7')
      for (const scopes of [undefined, null, [], {}, '', { all: [] }, { any: [] }, [[]], false, 0]) {
        const fault = { code: 'invalid_policy', path: /^scopes/ }
        assert.throws(() => verifier.verifySync(text, { scopes, now }), fault, JSON.stringify(scopes))
        await assert.rejects(verifier.verify(text, { scopes, now }), fault, JSON.stringify(scopes))
        const request = { url: '/', headers: [['authorization', `Bearer ${text}`]] }
        assert.throws(() => verifier.authenticateSync(request, { scopes, now }), fault, JSON.stringify(scopes))
        await assert.rejects(verifier.authenticate(request, { scopes, now }), fault, JSON.stringify(scopes))
        assert.throws(() => verifier.checkRequirement(scopes), fault, JSON.stringify(scopes))
      }
    })

    test('options are read once, and own properties only', () => {
      const now = Date.now() / 1000
      const text = token({ scope: 'a' }, Math.floor(now))
      Object.prototype.now = 5
      Object.prototype.scopes = 'b'
      try {
        for (const options of [undefined, {}, { now }, { scopes: 'a' }]) {
          assert.equal(verifier.verifySync(text, options).subject, 'agent-7')
        }
      } finally {
        delete Object.prototype.now
        delete Object.prototype.scopes
      }
      let reads = 0
      const options = {
        now,
        get scopes() {
          reads += 1
          return reads === 1 ? 'b' : 'a'
        },
      }
      assert.throws(() => verifier.verifySync(text, options), { code: 'insufficient_scope' })
      assert.equal(reads, 1)
    })

    test('a principal: members, lazy claims, implications', async () => {
      const text = token({
        scope: 'admin other',
        act: { sub: 'agent-1', act: { sub: 'agent-0', iss: ISSUER } },
        tenant: 'acme',
      })
      for (const caller of [verifier.verifySync(text, { now }), await verifier.verify(text, { now })]) {
        assert.ok(caller instanceof api.Principal)
        assert.deepEqual(
          { ...caller },
          {
            subject: 'agent-7',
            issuer: ISSUER,
            clientId: 'client-9',
            audience: [AUDIENCE],
            scopes: ['admin', 'other'],
            expiresAt: NOW + 300,
            issuedAt: NOW,
            tokenId: null,
            credential: 'jwt',
            keyId: 'key-1',
            actors: [
              { subject: 'agent-1', issuer: null },
              { subject: 'agent-0', issuer: ISSUER },
            ],
            bindings: [],
            tier: null,
          },
        )
        assert.equal(caller.claims.tenant, 'acme')
        assert.equal(caller.claims, caller.claims, 'parsed once')
        assert.deepEqual(
          ['billing:read', 'users:read', 'users:write', 'other', ''].map((scope) => caller.allows(scope)),
          [true, true, false, true, false],
        )
        assert.equal(caller.allows(undefined), false)
      }
    })

    test('the clock is read when now is not given', () => {
      assert.throws(() => verifier.verifySync(token()), { code: 'issued_in_future' })
      assert.throws(() => verifier.verifySync(token({}, 1_000_000_000)), { code: 'expired' })
    })

    test('options that would do nothing are refused', async () => {
      for (const call of [
        () => verifier.verifySync(token(), { scope: 'billing:read' }),
        () => verifier.authenticateSync({ url: '/', headers: [] }, { Scopes: 'x' }),
      ]) {
        assert.throws(call, { code: 'invalid_policy', kind: 'misconfigured' })
      }
      await assert.rejects(verifier.verify(token(), { scope: 'billing:read' }), { path: 'scope' })
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, '5', null])
        assert.throws(() => verifier.verifySync(token(), { now: bad }), { path: 'now' })
    })

    test('requirements: strings, arrays, allOf, anyOf; nothing inside is a mistake', () => {
      const allowed = (scopes) => verifier.verifySync(token({ scope: 'a b' }), { now, scopes })
      for (const scopes of ['a', ['a', 'b'], api.allOf('a', api.anyOf('b', 'c')), { any: ['c', 'b'] }])
        assert.ok(allowed(scopes))
      for (const scopes of ['c', ['a', 'c'], api.allOf('a', api.anyOf('c', 'd'))])
        assert.throws(() => allowed(scopes), { code: 'insufficient_scope', status: 403 })
      for (const scopes of ['a b', '', [undefined], api.allOf(undefined), [Number.NaN], 5, () => 'a', new Set(['a'])]) {
        assert.throws(() => allowed(scopes), { code: 'invalid_policy' })
      }
      try {
        allowed(api.allOf('c', api.anyOf('d', 'e')))
      } catch (error) {
        assert.deepEqual(error.requiredScopes, ['c', 'd'])
      }
    })

    test('many different requirements do not grow without bound, and still decide', () => {
      for (let index = 0; index < 2_500; index += 1) {
        assert.throws(() => verifier.verifySync(token(), { now, scopes: `scope-${index}` }), {
          code: 'insufficient_scope',
        })
      }
      assert.ok(verifier.verifySync(token(), { now, scopes: 'billing:read' }))
    })

    test('a credential that is no string is a mistake of the caller', async () => {
      for (const bad of [undefined, null, 5, Buffer.from('x')]) {
        assert.throws(() => verifier.verifySync(bad), TypeError)
        await assert.rejects(verifier.verify(bad), TypeError)
      }
      assert.throws(() => verifier.verifySync('\ud800.\udfff.x'), { code: 'malformed_token' })
    })

    test('requests of every kind give the same answer', async () => {
      const headers = { Authorization: `Bearer ${token()}` }
      const plain = [
        Object.entries(headers),
        headers,
        new Map(Object.entries(headers)),
        new Headers(headers),
        { authorization: [headers.Authorization] },
      ]
      for (const one of plain)
        assert.equal(verifier.authenticateSync({ method: 'GET', url: '/', headers: one }, { now }).clientId, 'client-9')
      const fetched = new Request('https://api.example.com/x', { headers })
      assert.equal((await verifier.authenticate(fetched, { now })).clientId, 'client-9')
      const twice = [Object.entries(headers)[0], ['authorization', 'Bearer x']]
      assert.throws(() => verifier.authenticateSync({ url: '/', headers: twice }, { now }), { code: 'invalid_request' })
      for (const bad of [{ headers }, { url: '/' }, { url: '/', headers: { authorization: 5 } }, {}]) {
        assert.throws(() => verifier.authenticateSync(bad, { now }), TypeError)
      }
    })

    test("Node's IncomingMessage: two Authorization headers are seen", async () => {
      const handler = (request, response) => {
        verifier.authenticate(request, { now }).then(
          ({ clientId }) => response.end(clientId),
          ({ code }) => response.end(code),
        )
      }
      await served(handler, async (port) => {
        assert.equal((await send(port, { headers: bearer(token()) })).text, 'client-9')
        assert.equal((await send(port, { headers: [...bearer(token()), ...bearer(token())] })).text, 'invalid_request')
        assert.equal((await send(port, { path: '/?access_token=x', headers: bearer(token()) })).text, 'invalid_request')
      })
      assert.ok(http)
    })

    test('stores: a promise, a throw, a rejection, a record that cannot be read', async () => {
      const make = (find) => new api.Verifier({ apiKeys: { find } })
      const unavailable = { code: 'state_unavailable', status: 503, kind: 'unavailable', retryable: true }
      await assert.rejects(make(async () => null).verify(KEY), { code: 'unknown_api_key' })
      await assert.rejects(make(() => undefined).verify(KEY), { code: 'unknown_api_key' })
      assert.throws(() => make(() => null).verifySync(KEY), { code: 'unknown_api_key' })
      const down = new Error('down')
      for (const find of [
        () => Promise.reject(down),
        () => {
          throw down
        },
      ])
        await assert.rejects(make(find).verify(KEY), { ...unavailable, storeFailure: down })
      assert.throws(
        () =>
          make(() => {
            throw down
          }).verifySync(KEY),
        { ...unavailable, storeFailure: down },
      )
      assert.throws(
        () =>
          make(async () => {
            throw down
          }).verifySync(KEY),
        { code: 'invalid_policy', path: 'apiKeys.store' },
      )
      for (const [record, path] of [
        [{ agent_id: 'a' }, 'agent_id'],
        [{ id: 'x' }, 'agentId'],
        ['text', ''],
      ]) {
        await assert.rejects(make(() => record).verify(KEY), (error) => {
          assert.equal(error.code, 'state_unavailable')
          assert.equal(error.storeFailure.path, path)
          return true
        })
      }
    })

    test('stores: a record that is an instance of a class is an outage, whatever its getters say', async () => {
      const { key, record } = api.createApiKey({ agentId: 'a', scopes: [] })
      const { status: _, ...rest } = record
      class Row {
        constructor() {
          Object.assign(this, rest)
        }
        get status() {
          return 'revoked'
        }
      }
      const hidden = Object.defineProperty({ ...rest }, 'status', { value: 'revoked', enumerable: false })
      const inherited = Object.assign(Object.create(Object.assign(Object.create(null), { status: 'revoked' })), rest)
      const asked = (found) => new api.Verifier({ apiKeys: { find: () => found } })
      for (const found of [new Row(), inherited]) {
        const unavailable = (error) => {
          assert.deepEqual(
            [error.code, error.status, error.storeFailure.code],
            ['state_unavailable', 503, 'invalid_policy'],
          )
          assert.match(error.storeFailure.message, /plain object/)
          return true
        }
        await assert.rejects(asked(found).verify(key), unavailable)
        assert.throws(() => asked(found).verifySync(key), unavailable)
        assert.throws(() => new api.MemoryApiKeyStore([found]), { code: 'invalid_policy', path: 'records[0]' })
      }
      await assert.rejects(asked(hidden).verify(key), { code: 'api_key_inactive' })
      assert.equal((await asked(Object.assign(Object.create(null), record)).verify(key)).clientId, 'a')
    })

    test('options that are no plain object are refused and not ignored', async () => {
      for (const options of [new Set(['a']), 5, 'a', ['a'], null, new (class Options {})()]) {
        const fault = { code: 'invalid_policy', path: 'options' }
        assert.throws(() => verifier.verifySync(token(), options), fault)
        await assert.rejects(verifier.verify(token(), options), fault)
        await assert.rejects(verifier.authenticate({ url: '/', headers: [] }, options), fault)
      }
    })

    test('an emulated request with empty rawHeaders is read by its headers', () => {
      const headers = { authorization: `Bearer ${token()}` }
      assert.equal(verifier.authenticateSync({ url: '/', rawHeaders: [], headers }, { now }).subject, 'agent-7')
      const twice = { url: '/', rawHeaders: [], headers: { authorization: ['Bearer a', 'Bearer b'] } }
      assert.throws(() => verifier.authenticateSync(twice, { now }), { code: 'invalid_request' })
      assert.throws(() => verifier.authenticateSync({ url: '/', rawHeaders: [] }), { code: 'missing_credentials' })
    })

    test('stores: one that hangs is an outage after the time it is given', async () => {
      const make = (timeoutSeconds) =>
        new api.Verifier({ apiKeys: { store: { find: () => new Promise(() => {}) }, timeoutSeconds } })
      await assert.rejects(make(0.02).verify(KEY), (error) => {
        assert.equal(error.code, 'state_unavailable')
        assert.match(error.storeFailure.message, /within 0\.02 s/)
        return true
      })
      for (const wrong of [0, -1, 301, NaN, '5']) {
        assert.throws(() => make(wrong), { code: 'invalid_policy', path: 'apiKeys.timeoutSeconds' })
      }
    })

    test('what a store threw is there for the program, is printed nowhere, and is logged by its type alone', async () => {
      const lines = []
      const logger = { warn: (line) => lines.push(line) }
      class ConnectionError extends Error {
        name = 'ConnectionError'
      }
      const down = new ConnectionError('postgres://user:pass-w0rd@db/keys')
      const failing = new api.Verifier({ apiKeys: { find: () => Promise.reject(down) } }, { logger })
      const error = await failing.verify(KEY).catch((thrown) => thrown)
      assert.equal(error.storeFailure, down)
      assert.equal(error.cause, undefined)
      const printed = [inspect(error), inspect(error, { depth: 9 }), String(error.stack), JSON.stringify(error)]
      for (const text of [...printed, ...lines]) assert.ok(!text.includes('pass-w0rd'), text)
      assert.deepEqual(lines, ['doorward: the API key store gave no usable answer: ConnectionError'])
    })

    test('a logger that throws changes no decision, and what is no logger is refused', async () => {
      const throwing = {
        warn() {
          throw new Error('disk full')
        },
      }
      const store = { find: () => Promise.reject(new Error('down')) }
      const failing = new api.Verifier({ apiKeys: store }, { logger: throwing })
      await assert.rejects(failing.verify(KEY), { code: 'state_unavailable' })
      for (const logger of [null, {}, 'console', { warn: 5 }]) {
        assert.throws(() => new api.Verifier({ apiKeys: store }, { logger }), {
          code: 'invalid_policy',
          path: 'logger',
        })
      }
    })

    test('a store is given the id of a key, or the digest of a legacy one, and nothing else', async () => {
      const asked = []
      const store = { find: (lookup) => void asked.push(lookup) }
      const both = new api.Verifier({ apiKeys: { store, legacyPrefixes: ['sk-agent-'] } })
      await assert.rejects(both.verify(KEY))
      await assert.rejects(both.verify('sk-agent-0123456789abcdef'))
      assert.deepEqual(
        asked.map((lookup) => Object.keys(lookup)),
        [['id'], ['digest']],
      )
      assert.equal(asked[0].id, 'PtFr6KyprKF8')
      assert.match(asked[1].digest, /^[0-9a-f]{64}$/)
    })

    test('errors have the whole response', async () => {
      const error = await verifier.authenticate({ url: '/', headers: [] }).catch((refused) => refused)
      assert.ok(error instanceof api.DoorwardError && error instanceof Error)
      assert.equal(error.name, 'DoorwardError')
      const response = error.toResponse()
      assert.deepEqual(
        [response.status, response.headers.get('www-authenticate'), await response.text()],
        [401, 'Bearer realm="test"', error.body],
      )
      assert.deepEqual([error.kind, error.retryable, error.path, error.requiredScopes], ['rejected', false, '', []])
    })

    test('a pending decision takes one answer; concurrent ones stay separate', async () => {
      const waiting = []
      const records = new api.MemoryApiKeyStore()
      const { key, record } = api.createApiKey({ agentId: 'a', scopes: ['x'] })
      records.insert(record)
      const slow = new api.Verifier({
        apiKeys: { find: (lookup) => new Promise((resolve) => waiting.push(() => resolve(records.find(lookup)))) },
      })
      const all = [slow.verify(key), slow.verify(KEY), slow.verify(key, { scopes: 'y' })].map((one) =>
        one.then(
          ({ clientId }) => clientId,
          ({ code }) => code,
        ),
      )
      for (const answer of waiting.reverse()) answer()
      assert.deepEqual(await Promise.all(all), ['a', 'unknown_api_key', 'insufficient_scope'])
    })
  })
}

test('both packages share their host', () => {
  assert.equal(native.DoorwardError, wasm.DoorwardError)
  assert.equal(native.Principal, wasm.Principal)
  assert.notEqual(native.Verifier, wasm.Verifier)
  assert.deepEqual(JWK.kty, 'EC')
})
