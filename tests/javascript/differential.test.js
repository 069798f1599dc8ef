// Both engines refuse damaged credentials and requests alike, and every exception is a refusal. The damage comes from a fixed
// seed, so that a failure can be repeated.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import * as native from 'doorward'
import * as wasm from 'doorward-wasm'

import { NOW, policy, token } from './fixture.js'

const ROUNDS = 4_000

// xorshift32: enough for picking places.
function picker(seed) {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const FRAGMENTS = [
  '',
  '.',
  '..',
  '=',
  '+',
  ' ',
  '\t',
  '\n',
  '\u0000',
  'é',
  '\ud800',
  '😀',
  '{}',
  'eyJ',
  '"',
  'sk_agent_',
  'Bearer ',
  ',',
  '%',
]

function damaged(text, pick) {
  let out = text
  for (let times = 1 + pick(3); times > 0; times -= 1) {
    const at = pick(out.length + 1)
    const kind = pick(4)
    if (kind === 0) out = out.slice(0, at) + FRAGMENTS[pick(FRAGMENTS.length)] + out.slice(at)
    if (kind === 1) out = out.slice(0, at) + out.slice(at + 1 + pick(4))
    if (kind === 2) out = out.slice(0, at) + String.fromCharCode(pick(0x250)) + out.slice(at + 1)
    if (kind === 3) out = out.slice(at) + out.slice(0, at)
  }
  return out
}

function outcome(api, decide) {
  try {
    return decide().subject
  } catch (error) {
    assert.ok(error instanceof api.DoorwardError, error.stack)
    return `${error.status} ${error.code} ${error.body}`
  }
}

test('damaged tokens, API keys and headers: no difference, no crash', () => {
  const pick = picker(20260101)
  const { key, record } = native.createApiKey({ agentId: 'agent-7', scopes: ['billing:read'] })
  const make = (api) => new api.Verifier(policy({ apiKeys: new api.MemoryApiKeyStore([record]) }))
  const verifiers = [
    [native, make(native)],
    [wasm, make(wasm)],
  ]
  const samples = [token(), key, `Bearer ${token()}`, token({ scope: 'é', act: { sub: 'x' } })]
  const seen = new Set()
  for (let round = 0; round < ROUNDS; round += 1) {
    const text = damaged(samples[round % samples.length], pick)
    const options = { now: NOW, scopes: 'billing:read' }
    const request = {
      url: damaged('/a?b=c', pick),
      headers: [['authorization', text], ...(round % 7 ? [] : [['x-api-key', damaged(key, pick)]])],
    }
    const ways = [
      (verifier) => verifier.verifySync(text, options),
      (verifier) => verifier.authenticateSync(request, options),
    ]
    for (const way of ways) {
      const [first, second] = verifiers.map(([api, verifier]) => outcome(api, () => way(verifier)))
      assert.equal(second, first, JSON.stringify(text))
      seen.add(first.split(' ')[1])
    }
  }
  assert.ok(seen.size > 5, `too little was tried: ${[...seen]}`)
})
