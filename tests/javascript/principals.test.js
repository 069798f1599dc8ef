// Principals: whatever a claim holds, and whether its token is new, seen before or kept.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'

import * as native from 'doorward'
import * as wasm from 'doorward-wasm'
import * as small from 'doorward-wasm/webcrypto'

import { AUDIENCE, ISSUER, NOW, token as signed } from './fixture.js'
import { fetcher, remote } from './key-server.js'

const SECRET = Buffer.alloc(32, 7)
const now = NOW
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

function token(claims) {
  const payload = { iss: ISSUER, aud: AUDIENCE, sub: 'agent-7', scope: 'a b', iat: NOW, exp: NOW + 300, ...claims }
  const signed = `${encode({ alg: 'HS256' })}.${encode(payload)}`
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`
}

// More than the fields of a principal may hold: what stands between them on their way, nothing, other scripts.
const ODD = ['a\nb', 'a\tb', '\\', '\\n', '\\e', '', '\n', 'ł', '日本', '🦔 \n', '{', ' ', '\u0000', '\u2028']

for (const api of [native, wasm]) {
  const keys = api.Key.secret(SECRET, { algorithm: 'HS256' })
  const issuer = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['HS256'], keys }
  const made = () => new api.Verifier({ issuers: [issuer] })
  // New, marked, kept, found and read, found again.
  const times = (verifier, text, options = { now }) =>
    Array.from({ length: 5 }, () => verifier.verifySync(text, options))

  describe(`principals of the ${api.engine} engine`, () => {
    test('every field comes over whatever it holds, new, kept and found', () => {
      const verifier = made()
      for (const odd of ODD) {
        // The core refuses an empty name; an audience may be.
        const name = odd || 'agent-7'
        const claims = { sub: name, client_id: name, jti: name, act: { sub: name, iss: name, act: { sub: name } } }
        for (const caller of times(verifier, token({ ...claims, aud: [odd, AUDIENCE] }))) {
          assert.deepStrictEqual(
            { ...caller },
            {
              subject: name,
              issuer: ISSUER,
              clientId: name,
              audience: [odd, AUDIENCE],
              scopes: ['a', 'b'],
              expiresAt: NOW + 300,
              issuedAt: NOW,
              tokenId: name,
              credential: 'jwt',
              keyId: null,
              actors: [
                { subject: name, issuer: name },
                { subject: name, issuer: null },
              ],
              binding: 'none',
              tier: null,
            },
            JSON.stringify(odd),
          )
          assert.equal(caller.claims.sub, name)
        }
      }
    })

    test('it prints, spreads, clones and compares as a plain object, new, kept and found', () => {
      const callers = times(made(), token({ jti: 'id-1' }))
      for (const caller of callers) {
        assert.deepStrictEqual(caller, callers[0])
        assert.deepStrictEqual(structuredClone(caller), { ...callers[0] })
        assert.equal(JSON.stringify(caller), JSON.stringify({ ...callers[0] }))
        assert.deepEqual(Object.keys(caller), Object.keys(callers[0]))
        assert.ok(caller.allows('a') && !caller.allows('c'))
      }
    })

    test('what a handler does to its principal, no other one sees', () => {
      const [verifier, text] = [made(), token({ act: { sub: 'agent-1' }, tenant: { id: 'acme' } })]
      for (const caller of times(verifier, text)) {
        assert.deepEqual(
          [caller.scopes, caller.audience, caller.actors],
          [['a', 'b'], [AUDIENCE], [{ subject: 'agent-1', issuer: null }]],
        )
        assert.deepEqual(
          [caller.subject, caller.claims.tenant, caller.allows('admin')],
          ['agent-7', { id: 'acme' }, false],
        )
        caller.scopes.push('admin')
        caller.audience.pop()
        caller.actors[0].subject = 'admin'
        caller.claims.tenant.id = 'other'
        caller.subject = 'admin'
      }
    })

    test('a token seen before is decided on each time', () => {
      const [verifier, text] = [made(), token()]
      times(verifier, text)
      assert.throws(() => verifier.verifySync(text, { now, scopes: 'c' }), { code: 'insufficient_scope' })
      assert.throws(() => verifier.verifySync(text, { now: NOW + 400 }), { code: 'expired' })
      assert.equal(verifier.verifySync(text, { now, scopes: ['a', 'b'] }).subject, 'agent-7')
    })

    test('more kept tokens than principals are kept: each is its own', () => {
      const verifier = made()
      const texts = Array.from({ length: 1_200 }, (_, number) => token({ sub: `agent-${number}` }))
      for (let round = 0; round < 4; round += 1) {
        for (const [number, text] of texts.entries()) {
          assert.equal(verifier.verifySync(text, { now }).subject, `agent-${number}`)
        }
      }
    })

    test('two verifiers do not take each other’s principals', () => {
      const [one, other, text] = [made(), made(), token()]
      times(one, text)
      for (const { subject } of times(other, token({ sub: 'somebody' }))) assert.equal(subject, 'somebody')
      for (const { subject } of times(one, text)) assert.equal(subject, 'agent-7')
    })

    test('long texts, and texts in other scripts, come over whole', async () => {
      const verifier = made()
      // Around the lengths up to which a text is taken the short way.
      for (const length of [1_200, 2_000, 2_900, 4_000, 9_000]) {
        for (let more = 0; more < 4; more += 1) {
          const text = token({ pad: 'x'.repeat(length + more) })
          for (const { claims } of times(verifier, text)) assert.equal(claims.pad.length, length + more)
          assert.equal((await verifier.authenticate(request(text), { now })).subject, 'agent-7')
        }
      }
      // A text that is cut short would lose what stands at its end.
      for (let length = 2_030; length < 2_060; length += 1) {
        for (const odd of ['', 'é', '日', '🦔', '\ud83e', '🦔🦔🦔']) {
          const url = `/${'a'.repeat(length)}${odd}?access_token=${token({})}`
          const code = { code: 'invalid_request' }
          assert.throws(
            () => verifier.authenticateSync({ ...request(token({})), url }, { now }),
            code,
            `${length}${odd}`,
          )
        }
      }
      for (const length of [
        0, 1, 2_040, 2_043, 2_044, 2_045, 2_046, 2_047, 2_048, 2_049, 4_094, 4_095, 4_096, 4_097, 20_000,
      ]) {
        for (const end of ['', 'ł', '日', '🦔', '\ud800']) {
          const text = `${'a'.repeat(length)}${end}`
          const code = length > 16_384 ? 'token_too_large' : 'malformed_token'
          if (text !== '') assert.throws(() => verifier.verifySync(text, { now }), { code }, `${length}${end}`)
        }
      }
    })
  })

  const request = (text) => ({ url: '/', headers: { authorization: `Bearer ${text}` } })
}

for (const api of [native, wasm, small]) {
  describe(`callers that come at once, in ${api === small ? 'the small module' : api.engine}`, () => {
    test('each that waited for one fetch is told who it is itself, then and afterwards', async () => {
      const { fetch, asked } = fetcher()
      const verifier = new api.Verifier({ issuers: [remote()] }, { fetch })
      const of = (sub) => signed({ sub, exp: NOW + 7_200 })
      const [first, second, third] = ['first', 'second', 'third'].map(of)
      // Twice, so that they are kept.
      for (const text of [first, second, first, second]) await verifier.verify(text, { now })
      // The set has run out meanwhile: one fetches, the others join it.
      const later = { now: NOW + 700 }
      const subjects = async () => {
        const callers = await Promise.all([third, first, second].map((text) => verifier.verify(text, later)))
        return callers.map(({ subject }) => subject)
      }
      assert.deepEqual(await subjects(), ['third', 'first', 'second'])
      assert.equal(asked.length, 2)
      assert.deepEqual(await subjects(), ['third', 'first', 'second'])
    })
  })
}

for (const api of [native, wasm]) {
  describe(`requests that run code of others, in ${api.engine}`, () => {
    const keys = api.Key.secret(SECRET, { algorithm: 'HS256' })
    const issuer = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['HS256'], keys }
    const made = () => new api.Verifier({ issuers: [issuer] })

    test('headers that prepare other requirements while they are read change none', () => {
      // Around the number of requirements that are kept, so that one of them takes the place of the one in use.
      for (let others = 250; others < 260; others += 1) {
        const verifier = made()
        const headers = {
          *[Symbol.iterator]() {
            for (let number = 0; number < others; number += 1) verifier.prepare(`other-${number}`)
            verifier.prepare('a')
            yield ['authorization', `Bearer ${token({})}`]
          },
        }
        const asked = () => verifier.authenticateSync({ url: '/', headers }, { now, scopes: 'admin' })
        assert.throws(asked, { code: 'insufficient_scope' }, `${others}`)
      }
    })

    test('a header that is no string is told of, however it comes', () => {
      for (const value of [['authorization', `Bearer ${token({})}`], 5, {}]) {
        const request = { url: '/', headers: { get: () => value } }
        assert.throws(() => made().authenticateSync(request, { now }), TypeError)
      }
    })
  })
}

/** A verifier on the wasm engine, and tokens under its key. */
async function issuing() {
  const { subtle } = globalThis.crypto
  const { privateKey, publicKey } = await subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  const jwk = { ...(await subtle.exportKey('jwk', publicKey)), kid: 'key-1', alg: 'EdDSA' }
  const issuer = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['EdDSA'], keys: { keys: [jwk] } }
  const token = async (sub) => {
    const payload = { iss: ISSUER, aud: AUDIENCE, sub, iat: NOW, exp: NOW + 300 }
    const signed = `${encode({ alg: 'EdDSA', kid: 'key-1' })}.${encode(payload)}`
    const signature = Buffer.from(await subtle.sign('Ed25519', privateKey, Buffer.from(signed)))
    return `${signed}.${signature.toString('base64url')}`
  }
  return { verifier: new wasm.Verifier({ issuers: [issuer] }), token }
}

test('a signature that nobody waited for is refused as unavailable, not as a fault', async () => {
  const { verifier, token } = await issuing()
  const text = await token('agent-7')
  // More than are kept, then a clock that has jumped.
  const asked = Array.from({ length: 1_100 }, () => verifier.verify(text, { now }))
  asked.push(verifier.verify(text, { now: NOW + 61 }))
  const outcomes = await Promise.allSettled(asked)
  const codes = new Set(outcomes.map(({ value, reason }) => value?.subject ?? reason.code))
  assert.deepEqual(codes, new Set(['state_unavailable', 'agent-7']))
})

test('thousands of signatures at a time are asked of the platform, and each answer reaches its own', async () => {
  const { verifier, token } = await issuing()
  const texts = await Promise.all(
    Array.from({ length: 3_000 }, async (_, number) => {
      const text = await token(`agent-${number}`)
      // Every third one is forged.
      return number % 3 === 0 ? `${text.slice(0, text.lastIndexOf('.'))}.${'A'.repeat(86)}` : text
    }),
  )
  const callers = await Promise.allSettled(texts.map((text) => verifier.verify(text, { now })))
  for (const [number, { value, reason }] of callers.entries()) {
    assert.equal(value?.subject ?? reason.code, number % 3 === 0 ? 'invalid_signature' : `agent-${number}`)
  }
})
