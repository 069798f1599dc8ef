// WebCrypto checks signatures with cached keys, and the engine checks those that the platform cannot check.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { afterEach, test } from 'node:test'

import * as api from 'doorward-wasm'

import { AUDIENCE, fresh, ISSUER, JWK, NOW, policy, token } from './fixture.js'
import { fetcher, json, keySet, otherKey, remote } from './key-server.js'

const { subtle } = globalThis.crypto
const { importKey, verify } = subtle
const calls = { import: 0, verify: 0 }

// Counts the calls, and lets a test replace them.
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

test('asynchronous calls use WebCrypto and import a key once; synchronous calls do not use it', async () => {
  watch()
  const verifier = new api.Verifier(policy())
  for (let round = 0; round < 3; round += 1) assert.equal((await verifier.verify(token(), { now })).subject, 'agent-7')
  assert.deepEqual(calls, { import: 1, verify: 3 })
  await assert.rejects(verifier.verify(forged(), { now }), { code: 'invalid_signature' })
  verifier.verifySync(token(), { now })
  assert.deepEqual(calls, { import: 1, verify: 4 })
})

test('a platform without the algorithm: the engine checks, and the platform is not called again', async () => {
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

test('keys of a set that rotates: a new one is imported, one that stays is not, one that left is refused', async () => {
  watch()
  const next = otherKey('key-2')
  let keys = [JWK]
  const { fetch } = fetcher(() => json(keySet(...keys)))
  const verifier = new api.Verifier({ issuers: [remote()] }, { fetch })
  await verifier.verify(fresh())
  keys = [JWK, next.jwk]
  await verifier.verify(next.token())
  await verifier.verify(fresh())
  assert.deepEqual(calls, { import: 2, verify: 3 })
  // The same kid with another key.
  const impostor = otherKey('key-1')
  keys = [impostor.jwk, otherKey('key-3').jwk]
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  await assert.rejects(verifier.verify(otherKey('key-3').token()), { code: 'invalid_signature' })
  assert.equal((await verifier.verify(impostor.token())).keyId, 'key-1')
  await assert.rejects(verifier.verify(fresh()), { code: 'invalid_signature' })
  await assert.rejects(
    verifier.verify(next.token()),
    ({ code }) => code === 'unknown_key' || code === 'keys_unavailable',
  )
})

test('many keys over time: the number of imported keys is limited, and every key still verifies', async () => {
  watch()
  const all = Array.from({ length: 1_100 }, (_, index) => otherKey(`key-${index}`))
  const issuers = [0, 550].map((at) => ({
    ...policy().issuers[0],
    issuer: `https://auth.example.com/${at}`,
    keys: all.slice(at, at + 550).map(({ jwk }) => jwk),
  }))
  const verifier = new api.Verifier({ issuers })
  const shown = (index) => all[index].token({ iss: issuers[index < 550 ? 0 : 1].issuer })
  for (let index = 0; index < all.length; index += 1) await verifier.verify(shown(index))
  assert.equal(calls.import, 1_100)
  await verifier.verify(shown(1_099))
  assert.equal(calls.import, 1_100, 'the newest are kept')
  await verifier.verify(shown(0))
  assert.equal(calls.import, 1_101, 'the oldest was let go')
})

// Verifiers use memory of the module: many of them make it grow, and earlier views of it are invalid then.
const grow = () => Array.from({ length: 64 }, () => new api.Verifier(policy()))

test('the right bytes are checked when the memory grows during the import of the key', async () => {
  const grown = []
  watch({
    async onImport(...args) {
      const key = await importKey.apply(subtle, args)
      grown.push(grow())
      return key
    },
  })
  const verifier = new api.Verifier(policy())
  assert.equal((await verifier.verify(token(), { now })).subject, 'agent-7')
  await assert.rejects(new api.Verifier(policy()).verify(forged(), { now }), { code: 'invalid_signature' })
  assert.equal(grown.length, 2)
})
