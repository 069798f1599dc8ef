// Signatures by WebCrypto: asked, kept, and the engine's own check where the platform has none.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { afterEach, test } from 'node:test'

import * as api from 'doorward-wasm'

import { AUDIENCE, ISSUER, JWK, NOW, policy, token } from './fixture.js'

const { subtle } = globalThis.crypto
const { importKey, verify } = subtle
const calls = { import: 0, verify: 0 }

// Counts, and lets a test put a platform's refusal in place.
function watch({ onImport, onVerify } = {}) {
  subtle.importKey = (...args) => {
    calls.import += 1
    return onImport ? onImport(...args) : importKey.apply(subtle, args)
  }
  subtle.verify = (...args) => {
    calls.verify += 1
    return onVerify ? onVerify(...args) : verify.apply(subtle, args)
  }
}

afterEach(() => {
  delete subtle.importKey
  delete subtle.verify
  Object.assign(calls, { import: 0, verify: 0 })
})

const now = NOW
const forged = () => {
  const [header, , signature] = token().split('.')
  return [header, token({ sub: 'admin' }).split('.')[1], signature].join('.')
}

test('WebCrypto is asked on the async road, with a key imported once; not on the sync road', async () => {
  watch()
  const verifier = new api.Verifier(policy())
  for (let round = 0; round < 3; round += 1) assert.equal((await verifier.verify(token(), { now })).subject, 'agent-7')
  assert.deepEqual(calls, { import: 1, verify: 3 })
  await assert.rejects(verifier.verify(forged(), { now }), { code: 'invalid_signature' })
  verifier.verifySync(token(), { now })
  assert.deepEqual(calls, { import: 1, verify: 4 })
})

test('a platform without the algorithm: the engine checks, and the platform is not asked again', async () => {
  const refuse = () => Promise.reject(new DOMException('no such algorithm', 'NotSupportedError'))
  watch({ onImport: refuse })
  const verifier = new api.Verifier(policy())
  for (let round = 0; round < 3; round += 1) assert.equal((await verifier.verify(token(), { now })).subject, 'agent-7')
  await assert.rejects(verifier.verify(forged(), { now }), { code: 'invalid_signature' })
  assert.deepEqual(calls, { import: 1, verify: 0 })
})

test('a platform that fails while it verifies never lets anyone in, nor a good token out', async () => {
  watch({ onVerify: () => Promise.reject(new DOMException('failed', 'OperationError')) })
  const verifier = new api.Verifier(policy())
  assert.equal((await verifier.verify(token(), { now })).subject, 'agent-7')
  await assert.rejects(verifier.verify(forged(), { now }), { code: 'invalid_signature' })
})

test("the platform's no is a no, and everything after the signature is still checked", async () => {
  watch({ onVerify: async () => false })
  await assert.rejects(new api.Verifier(policy()).verify(token(), { now }), { code: 'invalid_signature' })
  watch({ onVerify: async () => true })
  await assert.rejects(new api.Verifier(policy()).verify(token({ aud: 'other' }), { now }), { code: 'wrong_audience' })
  await assert.rejects(new api.Verifier(policy()).verify(token(), { now, scopes: 'admin' }), {
    code: 'insufficient_scope',
  })
})

test('HMAC secrets stay in the engine; a malformed token never reaches the platform', async () => {
  watch()
  const keys = api.Key.secret(new Uint8Array(32).fill(7), { algorithm: 'HS256' })
  const verifier = new api.Verifier({ issuers: [{ issuer: ISSUER, audience: AUDIENCE, algorithms: ['HS256'], keys }] })
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${encode({ alg: 'HS256' })}.${encode({ iss: ISSUER })}.${'A'.repeat(43)}`
  await assert.rejects(verifier.verify(text, { now }), { code: 'invalid_signature' })
  await assert.rejects(new api.Verifier(policy()).verify('a.b.c', { now }), { code: 'malformed_token' })
  assert.deepEqual(calls, { import: 0, verify: 0 })
})

test('concurrent first requests do not wait for each other, and agree', async () => {
  watch()
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const other = { ...publicKey.export({ format: 'jwk' }), kid: 'other' }
  const verifier = new api.Verifier({ issuers: [{ ...policy().issuers[0], keys: [other, JWK] }] })
  const callers = await Promise.all(Array.from({ length: 8 }, () => verifier.verify(token(), { now })))
  assert.ok(callers.every(({ keyId }) => keyId === 'key-1'))
  assert.equal(calls.verify, 8)
})
