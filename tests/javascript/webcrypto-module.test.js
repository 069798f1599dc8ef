// doorward-wasm/webcrypto: the module that checks HMACs and no other signatures by itself.
import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { afterEach, describe, test } from 'node:test'

import { DoorwardError } from 'doorward-wasm'
import { guard } from 'doorward-wasm/fetch'
import * as api from 'doorward-wasm/webcrypto'

import { AUDIENCE, ISSUER, NOW } from './fixture.js'

const now = NOW
const secret = randomBytes(32)
const pairs = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  EdDSA: generateKeyPairSync('ed25519'),
}
const HASH = { ES256: 'sha256', ES384: 'sha384', ES512: 'sha512', RS256: 'sha256', EdDSA: null }
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

function signature(algorithm, signed) {
  if (algorithm === 'HS256') return createHmac('sha256', secret).update(signed).digest()
  const key = { key: pairs[algorithm].privateKey, dsaEncoding: 'ieee-p1363' }
  return sign(HASH[algorithm], Buffer.from(signed), key)
}

function token(algorithm, forge = false) {
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'agent-7', scope: 'billing:read', iat: now, exp: now + 300 }
  const signed = `${encode({ alg: algorithm, typ: 'at+jwt' })}.${encode(claims)}`
  const bytes = signature(algorithm, signed)
  if (forge) bytes[5] ^= 1
  return `${signed}.${bytes.toString('base64url')}`
}

function policy(algorithm, changes = {}) {
  const jwk = pairs[algorithm]?.publicKey.export({ format: 'jwk' })
  const keys = algorithm === 'HS256' ? api.Key.secret(secret, { algorithm }) : { ...jwk, ...changes }
  return { issuers: [{ issuer: ISSUER, audience: AUDIENCE, algorithms: [algorithm], keys }] }
}

const unavailable = (error) =>
  error instanceof DoorwardError && error.code === 'state_unavailable' && error.status === 503

for (const algorithm of Object.keys(pairs)) {
  test(`${algorithm}: WebCrypto tells genuine from forged; a synchronous call cannot tell`, async () => {
    const verifier = new api.Verifier(policy(algorithm))
    await assert.rejects(verifier.verify(token(algorithm, true), { now }), { code: 'invalid_signature' })
    for (const credential of [token(algorithm), token(algorithm, true)]) {
      assert.throws(() => verifier.verifySync(credential, { now }), unavailable)
    }
    assert.equal((await verifier.verify(token(algorithm), { now })).subject, 'agent-7')
  })
}

test('the module checks an HMAC in asynchronous and synchronous calls', async () => {
  const verifier = new api.Verifier(policy('HS256'))
  assert.equal(verifier.verifySync(token('HS256'), { now }).subject, 'agent-7')
  assert.equal((await verifier.verify(token('HS256'), { now })).subject, 'agent-7')
  assert.throws(() => verifier.verifySync(token('HS256', true), { now }), { code: 'invalid_signature' })
  await assert.rejects(verifier.verify(token('HS256', true), { now }), { code: 'invalid_signature' })
})

test('a point beside its curve, and coordinates too large, are no keys', () => {
  for (const [algorithm, bytes] of Object.entries({ ES256: 32, ES384: 48, ES512: 66 })) {
    for (const x of [Buffer.alloc(bytes, 1), Buffer.alloc(bytes, 255)]) {
      const beside = policy(algorithm, { x: x.toString('base64url') })
      assert.throws(() => new api.Verifier(beside), { code: 'invalid_key' })
    }
  }
})

test('API keys and guards are those of the whole package', async () => {
  const { key, record } = api.createApiKey({ agentId: 'agent-1', scopes: ['billing:read'] })
  const store = new api.MemoryApiKeyStore([record])
  const verifier = new api.Verifier({ apiKeys: store })
  assert.equal(verifier.verifySync(key).clientId, 'agent-1')
  const request = new Request('https://api.example.com/', { headers: { authorization: `Bearer ${key}` } })
  assert.ok((await guard(verifier, 'billing:read')(request)) instanceof api.Principal)
})

describe('a platform that fails', () => {
  const { subtle } = globalThis.crypto
  afterEach(() => {
    delete subtle.importKey
    delete subtle.verify
  })

  for (const method of ['importKey', 'verify']) {
    test(`${method} refuses: unavailable, never genuine`, async () => {
      subtle[method] = () => Promise.reject(new DOMException('no such algorithm', 'NotSupportedError'))
      const verifier = new api.Verifier(policy('EdDSA'))
      await assert.rejects(verifier.verify(token('EdDSA'), { now }), unavailable)
    })
  }
})
