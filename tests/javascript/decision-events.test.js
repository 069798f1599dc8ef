// `onDecision`: what it hears, on both engines and through each guard; and that it changes nothing.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'

import * as native from 'doorward'
import { guard as expressGuard } from 'doorward/express'
import * as wasm from 'doorward-wasm'
import { guard as fetchGuard } from 'doorward-wasm/fetch'
import { guard as honoGuard } from 'doorward-wasm/hono'
import express from 'express'
import { Hono } from 'hono'

import { AUDIENCE, fresh, ISSUER, NOW, policy, token } from './fixture.js'
import { bearer, send, served } from './http.js'

const silent = { warn() {} }

function heard(api, options = {}, changes = {}) {
  const events = []
  const onDecision = (event) => void events.push(event)
  return { events, verifier: new api.Verifier(policy(changes), { onDecision, logger: silent, ...options }) }
}

const thrownBy = (call) => call().then(assert.fail, (error) => error)

for (const api of [native, wasm]) {
  describe(`onDecision on the ${api.engine} engine`, () => {
    test('hears who was granted what', async () => {
      const { events, verifier } = heard(api)
      const act = { sub: 'agent-8', iss: ISSUER }
      // The second and the third decision find the token in the cache.
      for (let count = 0; count < 3; count += 1)
        await verifier.verify(token({ act }), { scopes: 'billing:read', now: NOW })
      verifier.verifySync(token({ act }), { scopes: 'billing:read', now: NOW })
      assert.equal(events.length, 4)
      for (const { durationMs, ...event } of events) {
        assert.ok(durationMs >= 0 && durationMs < 10_000, `${durationMs}`)
        assert.deepEqual(event, {
          time: NOW,
          outcome: 'granted',
          code: null,
          requirement: 'billing:read',
          method: null,
          clientAddress: null,
          requestId: null,
          credential: 'jwt',
          issuer: ISSUER,
          subject: 'agent-7',
          clientId: 'client-9',
          keyId: 'key-1',
          actors: [{ subject: 'agent-8', issuer: ISSUER }],
          bindings: [],
          fault: null,
        })
      }
      assert.ok(Object.isFrozen(events[0]))
    })

    test('hears who was refused, and the error has the same fault, which no response shows', async () => {
      const { events, verifier } = heard(api)
      const other = token({ aud: ['b', 'c'] })
      const error = await thrownBy(() => verifier.verify(other, { now: NOW }))
      const { outcome, code, subject, fault } = events[0]
      assert.deepEqual([outcome, code, subject], ['rejected', 'wrong_audience', 'agent-7'])
      const expected = { claim: 'aud', expected: `"${AUDIENCE}"`, received: '["b","c"]', unverified: false }
      assert.deepEqual(fault, expected)
      assert.deepEqual(error.fault, expected)
      for (const shown of [JSON.stringify(error), error.body, JSON.stringify(error.headers)]) {
        assert.doesNotMatch(shown, /"b"|expected|received/)
      }
      const unknown = await thrownBy(() => verifier.verify(token({ iss: 'https://x/\n2026 granted' }), { now: NOW }))
      assert.equal(unknown.fault.received, '"https://x/\\n2026 granted"')
      assert.equal(events[1].subject, null)
      assert.equal(events[1].fault.unverified, true)
      const expired = token({ exp: NOW - 100 })
      assert.throws(() => verifier.verifySync(expired, { now: NOW }), { code: 'expired' })
      assert.deepEqual([events[2].code, events[2].subject, events[2].fault.claim], ['expired', 'agent-7', 'exp'])
      assert.doesNotMatch(inspect(events), new RegExp(expired.split('.')[2]))
    })

    test('hears of what waits for a store, and of an outage', async () => {
      let found = Promise.resolve(null)
      const store = { find: () => found }
      const { events, verifier } = heard(api, {}, { apiKeys: { store } })
      const key = 'sk_agent_PtFr6KyprKF8_NJcGRlqSc0FN0lp6gX4g1dLQeeM1WQKBAJ2sqnKYB0T3UJqID'
      await thrownBy(() => verifier.verify(key, { now: NOW }))
      found = sleep(5).then(() => Promise.reject(new Error('down')))
      await thrownBy(() => verifier.verify(key, { now: NOW }))
      assert.deepEqual(
        events.map(({ outcome, code }) => [outcome, code]),
        [
          ['rejected', 'unknown_api_key'],
          ['unavailable', 'state_unavailable'],
        ],
      )
      assert.ok(events[1].durationMs >= 4, `${events[1].durationMs}`)
    })

    test('a hook that throws or rejects changes nothing, and the logger hears its type alone', async () => {
      const warned = []
      const logger = { warn: (line) => warned.push(line) }
      const hooks = [
        () => {
          throw new RangeError('secret')
        },
        async () => {
          throw new TypeError('secret')
        },
      ]
      for (const onDecision of hooks) {
        const verifier = new api.Verifier(policy(), { onDecision, logger })
        assert.equal((await verifier.verify(token(), { now: NOW })).clientId, 'client-9')
        assert.equal(verifier.verifySync(token(), { now: NOW }).clientId, 'client-9')
        assert.equal((await thrownBy(() => verifier.verify('x', { now: NOW }))).code, 'malformed_token')
        assert.throws(() => verifier.verifySync('x', { now: NOW }), { code: 'malformed_token' })
      }
      await sleep(1)
      assert.equal(warned.length, 8)
      assert.match(warned[0], /onDecision threw RangeError; the decision stands$/)
      assert.doesNotMatch(warned.join(), /secret/)
    })

    test('a slow hook delays its own request and no other', async () => {
      const onDecision = ({ code, requirement }) => (code || requirement ? sleep(200) : undefined)
      const verifier = new api.Verifier(policy(), { onDecision })
      const begun = Date.now()
      const first = verifier.verify(token(), { now: NOW, scopes: 'billing:read' }).then(() => Date.now() - begun)
      const refused = thrownBy(() => verifier.verify('x', { now: NOW })).then(() => Date.now() - begun)
      await verifier.verify(token(), { now: NOW })
      assert.ok(Date.now() - begun < 150, 'the other one waited')
      assert.ok((await first) >= 190 && (await refused) >= 190, 'it did not wait for its hook')
    })

    test('options that are none are refused', () => {
      const bad = [
        { onDecision: 'x' },
        { onDecision: null },
        { requestIdHeader: 'a b' },
        { requestIdHeader: 1 },
        { ondecision() {} },
      ]
      for (const options of bad) assert.throws(() => new api.Verifier(policy(), options), { code: 'invalid_policy' })
    })

    test('each request has its own description', async () => {
      const { events, verifier } = heard(api, { requestIdHeader: 'X-Request-Id' })
      const headers = { authorization: `Bearer ${token()}`, 'x-request-id': `a\nb\u2028${'c'.repeat(200)}` }
      const request = { method: 'PATCH', url: '/x', headers, clientAddress: '203.0.113.7' }
      await verifier.authenticate(request, { now: NOW })
      assert.deepEqual([events[0].method, events[0].clientAddress], ['PATCH', '203.0.113.7'])
      assert.equal(events[0].requestId, `a\ufffdb\ufffd${'c'.repeat(events[0].requestId.length - 4)}`)
      assert.ok(events[0].requestId.length <= 128)
      // A call that fails before its decision leaves nothing behind for the next one.
      assert.throws(() => verifier.authenticateSync({ ...request, url: undefined }))
      await verifier.verify(token(), { now: NOW })
      await verifier.authenticate({ url: '/x', headers: { authorization: `Bearer ${token()}` } }, { now: NOW })
      for (const { method, clientAddress, requestId } of events.slice(1)) {
        assert.deepEqual([method, clientAddress, requestId], [null, null, null])
      }
      assert.equal(events.length, 3)
    })
  })
}

describe('through guards', () => {
  const seen = (event) => [event.method, event.requestId, event.code, event.requirement]
  const expected = [
    ['POST', 'r-1', null, 'billing:read'],
    ['POST', 'r-2', 'insufficient_scope', 'billing:write'],
  ]
  const options = { requestIdHeader: 'x-request-id' }

  test('Express', async () => {
    const { events, verifier } = heard(native, options)
    const app = express()
    app.post('/read', expressGuard(verifier, 'billing:read'), (_req, res) => res.end())
    app.post('/write', expressGuard(verifier, 'billing:write'), (_req, res) => res.end())
    await served(app, async (port) => {
      for (const [index, path] of ['/read', '/write'].entries()) {
        const headers = [...bearer(fresh()), ['X-Request-Id', `r-${index + 1}`]]
        await send(port, { path, method: 'POST', headers })
      }
    })
    assert.deepEqual(events.map(seen), expected)
    assert.equal(events[0].clientAddress, '127.0.0.1')
  })

  for (const api of [native, wasm]) {
    test(`a guard behind another one hears the same as alone, on the ${api.engine} engine`, async () => {
      const { events, verifier } = heard(api, options)
      const headers = { authorization: `Bearer ${fresh()}`, 'x-request-id': `${'é'.repeat(70)}\tend` }
      const request = () => new Request('https://api.example.com/', { method: 'POST', headers })
      const needs = fetchGuard(verifier, 'billing:write')
      const both = request()
      await fetchGuard(verifier)(both)
      const answers = [await needs(both), await needs(request())]
      assert.deepEqual(
        answers.map(({ status }) => status),
        [403, 403],
      )
      assert.deepEqual(await answers[0].text(), await answers[1].text())
      const [, behind, alone] = events.map(({ durationMs: _, ...event }) => ({ ...event, time: 0 }))
      assert.deepEqual(behind, alone)
      assert.deepEqual([behind.code, behind.subject], ['insufficient_scope', 'agent-7'])
      assert.equal(behind.requestId, 'é'.repeat(64), 'cut at 128 bytes')
      assert.ok(Object.isFrozen(events[1]))
    })
  }

  for (const name of ['fetch', 'Hono']) {
    test(name, async () => {
      const { events, verifier } = heard(wasm, options)
      const app = new Hono()
      for (const scope of ['read', 'write'])
        app.post(`/${scope}`, honoGuard(verifier, `billing:${scope}`), (c) => c.text('ok'))
      const guards = { read: fetchGuard(verifier, 'billing:read'), write: fetchGuard(verifier, 'billing:write') }
      for (const [index, scope] of ['read', 'write'].entries()) {
        const headers = { authorization: `Bearer ${fresh()}`, 'x-request-id': `r-${index + 1}` }
        const request = new Request(`https://api.example.com/${scope}`, { method: 'POST', headers })
        await (name === 'fetch' ? guards[scope](request) : app.fetch(request))
      }
      assert.deepEqual(events.map(seen), expected)
    })
  }
})
