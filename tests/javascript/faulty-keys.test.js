// Rows 30 and 39 of the bad inputs over real HTTP: everything that a key server can do wrong, with a cold and with a warm verifier,
// in Node with each engine and in workerd. By the design a fault is an outage (503) within bounded time and never a bad token; it
// removes no key that the verifier has; and no other server is asked.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import * as native from 'doorward'
import * as wasm from 'doorward-wasm'

import { faultyKeyServer } from './services.js'
import { startWorkerd } from './workerd/start.js'

const TIMEOUT_SECONDS = 2
// The time of one fetch, and some more for a busy machine.
const DEADLINE_MS = TIMEOUT_SECONDS * 1000 + 1_500

// The word of `lastError` for a key set with the fault; null where the verifier finds good keys all the same.
const FAULTS = {
  ok: null,
  'status-500': 'status',
  'status-404': 'status',
  'html-200': 'malformed',
  empty: 'malformed',
  truncated: 'connection',
  endless: 'too_large',
  huge: 'too_large',
  'redirect-elsewhere': 'redirect',
  'redirect-within': null,
  'redirect-loop': 'redirect',
  'slow-headers': 'timeout',
  'slow-body': 'timeout',
  reset: 'connection',
  'wrong-content-type': null,
  'no-content-type': null,
  'not-json': 'malformed',
  'gzip-bomb': 'too_large',
  gzip: null,
  'gzip-in-capitals': null,
  deflate: null,
  // Node unpacks it, workerd does not.
  'deflate-raw': { native: null, wasm: null, workerd: 'malformed' },
  br: 'content_encoding',
  'gzip-twice': 'content_encoding',
  // Each platform joins the members (RFC 1952 §2.2).
  'gzip-two-members': null,
  'gzip-and-more': 'connection',
  'gzip-cut-off': { native: 'malformed', wasm: 'malformed', workerd: 'connection' },
  'unknown-coding': 'content_encoding',
  'location-with-space': null,
  'many-keys': 'too_many_keys',
  'exotic-key': null,
  'duplicate-kids': null,
  'oct-key': null,
  'empty-set': 'no_usable_key',
}
const wordIn = (runtime, expected) => (expected === null || typeof expected === 'string' ? expected : expected[runtime])
// How many keys are skipped.
const UNUSABLE = { 'exotic-key': 1, 'oct-key': 1 }

let server
let worker
const runtimes = { native: inNode(native), wasm: inNode(wasm) }

function inNode(api) {
  const verifiers = new Map()
  const verifierOf = ({ name, policy }) => {
    if (!verifiers.has(name)) verifiers.set(name, new api.Verifier(policy))
    return verifiers.get(name)
  }
  const verify = (asked) =>
    verifierOf(asked)
      .verify(asked.token)
      .then(
        ({ subject }) => ({ code: null, subject }),
        ({ code }) => ({ code }),
      )
  return async (asked) => (asked.work === 'status' ? verifierOf(asked).keyStatus() : verify(asked))
}

before(async () => {
  server = await faultyKeyServer()
  worker = await startWorkerd()
  runtimes.workerd = worker.ask
})

after(() => {
  worker?.stop()
  server?.stop()
})

const policyOf = (fault, changes) => ({
  issuers: [{ issuer: `${server.origin}/${fault}`, audience: server.audience, algorithms: ['ES256'], ...changes }],
  keyRefresh: { timeoutSeconds: TIMEOUT_SECONDS },
})
// Of two keys with the same kid each is tried.
const signer = (fault) => (fault === 'duplicate-kids' ? { key: 'second' } : {})

async function met(ask, fault, source, changes, expected) {
  const name = `cold ${fault} ${source}`
  const token = await server.token({ fault, ...signer(fault) })
  const begun = Date.now()
  const { code } = await ask({ work: 'verify', name, policy: policyOf(fault, changes), token })
  const took = Date.now() - begun
  const [{ lastError, unusableKeys, state }] = await ask({ work: 'status', name })
  assert.deepEqual(
    [name, code, lastError],
    [name, expected === null ? null : 'keys_unavailable', expected && lastError],
  )
  if (expected !== null) assert.ok(lastError.startsWith(`${expected}: `), `${name}: ${lastError}`)
  assert.deepEqual([name, state, unusableKeys], [name, expected === null ? 'fresh' : 'cold', UNUSABLE[fault] ?? 0])
  assert.ok(took <= DEADLINE_MS, `${name}: ${took} ms`)
}

for (const runtime of ['native', 'wasm', 'workerd']) {
  describe(`faults of a key server, in ${runtime}`, () => {
    test('the table has every fault', () => {
      assert.deepEqual([...Object.keys(FAULTS), 'other-issuer', 'rfc8414-only'].sort(), [...server.faults].sort())
    })

    for (const [fault, expected] of Object.entries(FAULTS)) {
      test(`cold: ${fault}`, async () => {
        const at = `${server.origin}/${fault}`
        const [ask, word] = [runtimes[runtime], wordIn(runtime, expected)]
        await Promise.all([
          met(ask, fault, 'jwks_uri', { jwksUri: `${at}/jwks.json` }, word),
          met(ask, fault, 'discovery', {}, word),
        ])
      })
    }

    test('cold: faults of metadata', async () => {
      const ask = runtimes[runtime]
      const metadata = (fault) => ({ metadataUrl: `${server.origin}/${fault}/metadata.json` })
      const faults = {
        'other-issuer': 'issuer_mismatch',
        'html-200': 'content_type',
        huge: 'too_large',
        reset: 'connection',
      }
      for (const [fault, expected] of Object.entries(faults))
        await met(ask, fault, 'metadata', metadata(fault), expected)
      await met(ask, 'rfc8414-only', 'discovery', {}, null)
      await met(ask, 'redirect-within', 'metadata', metadata('redirect-within'), null)
      await met(ask, 'redirect-elsewhere', 'metadata', metadata('redirect-elsewhere'), 'redirect')
    })

    test('an oct key of a fetched set never verifies', async () => {
      const token = await server.token({ fault: 'oct-key', alg: 'HS256' })
      const asked = { work: 'verify', name: 'cold oct-key jwks_uri', token }
      assert.equal((await runtimes[runtime](asked)).code, 'algorithm_not_allowed')
    })
  })
}

describe('faults of a key server, with warm verifiers', () => {
  const iss = () => ({ iss: `${server.origin}/switched` })

  for (const [fault, expected] of Object.entries(FAULTS)) {
    test(`warm: ${fault}`, async () => {
      const policy = policyOf('switched', { jwksUri: `${server.origin}/switched/jwks.json` })
      const good = await server.token(iss())
      const everywhere = (asked) =>
        Promise.all(Object.values(runtimes).map((ask) => ask({ name: `warm ${fault}`, policy, ...asked })))
      const codes = async (asked) => (await everywhere({ work: 'verify', ...asked })).map(({ code }) => code)
      await server.switchTo('ok')
      assert.deepEqual(await codes({ token: good }), [null, null, null])

      await server.switchTo(fault)
      const begun = Date.now()
      // An unknown kid causes a fetch of the set. Meanwhile and afterwards the keys of the verifier serve.
      const unknown = await server.token({ ...iss(), kid: 'nobody' })
      const [looked, ...others] = await Promise.all([
        codes({ token: unknown }),
        ...Array.from({ length: 5 }, () => codes({ token: good })),
      ])
      const took = Date.now() - begun
      const words = Object.keys(runtimes).map((runtime) => wordIn(runtime, expected))
      const said = words.map((word) => (word === null ? 'unknown_key' : 'keys_unavailable'))
      assert.deepEqual(looked, said)
      for (const one of others) assert.deepEqual(one, [null, null, null])
      assert.ok(took <= DEADLINE_MS, `${took} ms`)
      assert.deepEqual(await codes({ token: good }), [null, null, null])
      const second = await server.token({ ...iss(), ...signer(fault) })
      assert.deepEqual(await codes({ token: second }), [null, null, null])
      for (const [index, [{ state, failures, lastError, fetches }]] of (
        await everywhere({ work: 'status' })
      ).entries()) {
        const word = words[index]
        assert.deepEqual([state, failures, fetches], ['fresh', word === null ? 0 : 1, 2], lastError)
        if (word !== null) assert.ok(lastError.startsWith(`${word}: `), lastError)
      }
    })
  }

  test('no other server was ever asked', async () => {
    const { elsewhere, paths } = await server.counts()
    assert.equal(elsewhere, 0)
    assert.ok(paths['/redirect-elsewhere/jwks.json'] >= 3)
  })
})
