// A verifier that is renewed while it serves, on every engine. What stays is decided, and tested, in the core.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import * as native from 'doorward'
import { guard } from 'doorward-wasm/fetch'
import * as wasm from 'doorward-wasm'
import * as webcrypto from 'doorward-wasm/webcrypto'

import { AUDIENCE, fresh, ISSUER, JWK, policy } from './fixture.js'
import { fetcher, json, later, otherKey, remote } from './key-server.js'

const OTHER = 'https://other.example.com/'
const issuer = (changes) => ({ issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'], keys: JWK, ...changes })
const wrongAudience = policy({ issuers: [issuer({ audience: 'another' })] })

const engines = [
  ['native', native],
  ['wasm', wasm],
  ['WebCrypto', webcrypto],
]
for (const [name, api] of engines) {
  describe(`renewal on the ${name} engine`, () => {
    test('the next call decides by the new policy, whatever was cached', async () => {
      const verifier = new api.Verifier(policy())
      const token = fresh()
      for (let round = 0; round < 3; round += 1) assert.equal((await verifier.verify(token)).subject, 'agent-7')
      verifier.renew(wrongAudience)
      await assert.rejects(verifier.verify(token), { code: 'wrong_audience' })
      verifier.renew(policy())
      assert.equal((await verifier.verify(token)).subject, 'agent-7')
    })

    test('two issuers exchange their keys: signatures of before are refused', async () => {
      const one = { jwk: JWK, token: fresh }
      const two = otherKey('key-1')
      const both = (first, second) => ({
        issuers: [issuer({ keys: first.jwk }), issuer({ issuer: OTHER, keys: second.jwk })],
      })
      const verifier = new api.Verifier(both(one, two))
      const before = [one.token(), two.token({ iss: OTHER })]
      for (let round = 0; round < 3; round += 1) for (const token of before) await verifier.verify(token)
      verifier.renew(both(two, one))
      for (const token of before) await assert.rejects(verifier.verify(token), { code: 'invalid_signature' })
      assert.ok(await verifier.verify(two.token()))
    })

    test('keys stay, and a new issuer fetches its own', async () => {
      const { asked, fetch } = fetcher()
      const verifier = new api.Verifier({ issuers: [remote()] }, { fetch })
      await verifier.verify(fresh())
      verifier.renew({ issuers: [remote({ issuer: OTHER, jwksUri: `${OTHER}jwks` }), remote()] })
      assert.deepEqual(
        verifier.keyStatus().map(({ state }) => state),
        ['cold', 'fresh'],
      )
      await verifier.verify(fresh())
      assert.equal(asked.length, 1)
      await verifier.verify(fresh({ iss: OTHER }))
      assert.equal(asked.length, 2)
    })

    test('a decision that waits for keys ends under its own policy, and later ones do not', async () => {
      const answer = later()
      const { fetch } = fetcher(() => answer.promise)
      const verifier = new api.Verifier({ issuers: [remote()] }, { fetch })
      const waiting = verifier.verify(fresh())
      verifier.renew({ issuers: [remote({ issuer: OTHER })] })
      answer.come(json())
      assert.equal((await waiting).subject, 'agent-7')
      await assert.rejects(verifier.verify(fresh()), { code: 'unknown_issuer' })
    })

    test('a decision that waits for a signature ends under its own policy', async () => {
      const verifier = new api.Verifier(policy())
      const waiting = verifier.verify(fresh())
      verifier.renew(policy({ issuers: [issuer({ issuer: OTHER })] }))
      assert.equal((await waiting).subject, 'agent-7')
      await assert.rejects(verifier.verify(fresh()), { code: 'unknown_issuer' })
    })

    test('a decision that waits for a record asks the store that it began with', async () => {
      const created = api.createApiKey({ agentId: 'a', scopes: ['read'] })
      const answer = later()
      const verifier = new api.Verifier({ apiKeys: { find: () => answer.promise } })
      const waiting = verifier.verify(created.key)
      verifier.renew({ apiKeys: new api.MemoryApiKeyStore() })
      answer.come(created.record)
      assert.equal((await waiting).clientId, 'a')
      await assert.rejects(verifier.verify(created.key), { code: 'unknown_api_key' })
    })

    test('a renewal that is refused changes nothing', async () => {
      const places = { session: { cookie: '__Host-session', origins: ['https://app.example.com'] } }
      const verifier = new api.Verifier(policy({ places }))
      guard(verifier, { places: ['session'] })
      for (const renewed of [wrongAudience, { issuers: [] }, undefined, policy({ places, apiKeys: {} })]) {
        assert.throws(() => verifier.renew(renewed), { code: 'invalid_policy' })
      }
      assert.throws(() => verifier.renewFromPolicyJson('{"api_keys": {}}'), {
        code: 'invalid_policy',
        path: 'api_keys',
      })
      assert.throws(() => verifier.renewFromPolicyJson('{'), { code: 'invalid_policy' })
      assert.ok(await verifier.verify(fresh()))
    })

    test('places keep their meaning, and guards follow', async () => {
      const mine = { header: 'x-token' }
      const verifier = new api.Verifier(policy({ places: { mine } }))
      const guarded = guard(verifier, { places: ['mine'] })
      const request = () => new Request('https://api.example.com/', { headers: { 'x-token': fresh() } })
      assert.equal((await guarded(request())).subject, 'agent-7')
      verifier.renew(policy({ places: { first: { header: 'x-first' }, mine } }))
      assert.equal((await guarded(request())).subject, 'agent-7')
      verifier.renew({ ...wrongAudience, places: { mine }, realm: 'renewed' })
      const answer = await guarded(request())
      assert.equal(answer.status, 401)
      assert.match(answer.headers.get('www-authenticate'), /realm="renewed"/)
    })

    test('guards of one request authenticate anew under the new policy', async () => {
      const verifier = new api.Verifier(policy())
      const request = new Request('https://api.example.com/', { headers: { authorization: `Bearer ${fresh()}` } })
      assert.equal((await guard(verifier)(request)).subject, 'agent-7')
      verifier.renew(wrongAudience)
      assert.equal((await guard(verifier, 'billing:read')(request)).status, 401)
    })

    test('the JSON form, with a store', async () => {
      const created = api.createApiKey({ agentId: 'a', scopes: ['read'] })
      const verifier = new api.Verifier(policy())
      const apiKeyStore = new api.MemoryApiKeyStore([created.record])
      verifier.renewFromPolicyJson('{"api_keys": {}}', { apiKeyStore })
      assert.equal((await verifier.verify(created.key)).clientId, 'a')
    })
  })
}
