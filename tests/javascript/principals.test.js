// Principals with every kind of claim, from a token that is new, that came before, or that is cached.
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

// Difficult texts for the fields of a record: its separators and escapes, nothing, other scripts.
const ODD = ['a\nb', 'a\tb', '\\', '\\n', '\\e', '', '\n', 'ł', '日本', '🦔 \n', '{', ' ', '\u0000', '\u2028']

for (const api of [native, wasm]) {
  const keys = api.Key.secret(SECRET, { algorithm: 'HS256' })
  const issuer = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['HS256'], keys }
  const made = () => new api.Verifier({ issuers: [issuer] })
  // A new token, one that is marked, one that is cached, one whose principal is read, one whose principal is cached.
  const times = (verifier, text, options = { now }) =>
    Array.from({ length: 5 }, () => verifier.verifySync(text, options))

  describe(`principals of the ${api.engine} engine`, () => {
    test('every field is transferred, whatever it holds, from new and cached tokens', () => {
      const verifier = made()
      for (const odd of ODD) {
        // The core refuses an empty name, and accepts an empty audience.
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
              bindings: [],
              tier: null,
            },
            JSON.stringify(odd),
          )
          assert.equal(caller.claims.sub, name)
        }
      }
    })

    test('it prints, spreads, clones and compares as a plain object, from new and cached tokens', () => {
      const callers = times(made(), token({ jti: 'id-1' }))
      for (const caller of callers) {
        assert.deepStrictEqual(caller, callers[0])
        assert.deepStrictEqual(structuredClone(caller), { ...callers[0] })
        assert.equal(JSON.stringify(caller), JSON.stringify({ ...callers[0] }))
        assert.deepEqual(Object.keys(caller), Object.keys(callers[0]))
        assert.ok(caller.allows('a') && !caller.allows('c'))
      }
    })

    test('nothing changes a principal, and nobody but a verifier makes one', () => {
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
        const changes = [
          () => caller.scopes.push('admin'),
          () => caller.audience.pop(),
          () => caller.actors.pop(),
          () => {
            caller.actors[0].subject = 'admin'
          },
          () => {
            caller.claims.tenant.id = 'other'
          },
          () => {
            caller.claims.more = true
          },
          () => {
            caller.subject = 'admin'
          },
          () => {
            caller.more = true
          },
          () => Object.defineProperty(caller, 'allows', { value: () => true }),
          () => Object.setPrototypeOf(caller, null),
          () => new api.Principal(),
          () => new api.Principal(Symbol('by a verifier'), {}, caller),
          () => new caller.constructor(undefined, {}, { ...caller, subject: 'admin' }),
          () => Reflect.construct(api.Principal, [], Object),
        ]
        for (const change of changes) assert.throws(change, TypeError, String(change))
      }
    })

    test('each call decides on a cached token again', () => {
      const [verifier, text] = [made(), token()]
      times(verifier, text)
      assert.throws(() => verifier.verifySync(text, { now, scopes: 'c' }), { code: 'insufficient_scope' })
      assert.throws(() => verifier.verifySync(text, { now: NOW + 400 }), { code: 'expired' })
      assert.equal(verifier.verifySync(text, { now, scopes: ['a', 'b'] }).subject, 'agent-7')
    })

    test('more cached tokens than cached principals: each token has its own principal', () => {
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

    test('long texts, and texts in other scripts, are transferred completely', async () => {
      const verifier = made()
      // Lengths around the sizes of the buffers.
      for (const length of [1_200, 2_000, 2_900, 4_000, 9_000]) {
        for (let more = 0; more < 4; more += 1) {
          const text = token({ pad: 'x'.repeat(length + more) })
          for (const { claims } of times(verifier, text)) assert.equal(claims.pad.length, length + more)
          assert.equal((await verifier.authenticate(request(text), { now })).subject, 'agent-7')
        }
      }
      // A text that is cut short would lose its end.
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
  describe(`concurrent callers, in ${api === small ? 'the small module' : api.engine}`, () => {
    test('each caller that waits for one fetch gets its own principal, then and afterwards', async () => {
      const { fetch, asked } = fetcher()
      const verifier = new api.Verifier({ issuers: [remote()] }, { fetch })
      const of = (sub) => signed({ sub, exp: NOW + 7_200 })
      const [first, second, third] = ['first', 'second', 'third'].map(of)
      // Twice, so that they are cached.
      for (const text of [first, second, first, second]) await verifier.verify(text, { now })
      // The key set is too old now: one request fetches, the others wait for it.
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
  describe(`requests that run foreign code, in ${api.engine}`, () => {
    const keys = api.Key.secret(SECRET, { algorithm: 'HS256' })
    const issuer = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['HS256'], keys }
    const made = () => new api.Verifier({ issuers: [issuer] })

    test('headers that prepare other requirements while they are read change none', () => {
      // Numbers around the limit of cached requirements, so that another one takes the slot of the one in use.
      for (let others = 1_018; others < 1_028; others += 1) {
        const verifier = made()
        const headers = {
          *[Symbol.iterator]() {
            for (let number = 0; number < others; number += 1) verifier.checkRequirement(`other-${number}`)
            verifier.checkRequirement('a')
            yield ['authorization', `Bearer ${token({})}`]
          },
        }
        const asked = () => verifier.authenticateSync({ url: '/', headers }, { now, scopes: 'admin' })
        assert.throws(asked, { code: 'insufficient_scope' }, `${others}`)
      }
    })

    test('a header that is no string throws a TypeError in every kind of request', () => {
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

test('a signature request that was given up is refused as unavailable, not as a fault', async () => {
  const { verifier, token } = await issuing()
  const text = await token('agent-7')
  // More pending signatures than are kept, then a clock that has jumped.
  const asked = Array.from({ length: 1_100 }, () => verifier.verify(text, { now }))
  asked.push(verifier.verify(text, { now: NOW + 61 }))
  const outcomes = await Promise.allSettled(asked)
  const codes = new Set(outcomes.map(({ value, reason }) => value?.subject ?? reason.code))
  assert.deepEqual(codes, new Set(['state_unavailable', 'agent-7']))
})

test('the platform checks thousands of signatures at a time, and each answer reaches its own decision', async () => {
  const { verifier, token } = await issuing()
  const texts = await Promise.all(
    Array.from({ length: 3_000 }, async (_, number) => {
      const text = await token(`agent-${number}`)
      // Every third token is forged.
      return number % 3 === 0 ? `${text.slice(0, text.lastIndexOf('.'))}.${'A'.repeat(86)}` : text
    }),
  )
  const callers = await Promise.allSettled(texts.map((text) => verifier.verify(text, { now })))
  for (const [number, { value, reason }] of callers.entries()) {
    assert.equal(value?.subject ?? reason.code, number % 3 === 0 ? 'invalid_signature' : `agent-${number}`)
  }
})
