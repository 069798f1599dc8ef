import assert from 'node:assert/strict'
import { test } from 'node:test'

import { cases } from './cases.mjs'

test('the reader finds the tokens that can be compared', () => {
  const all = cases()
  const ids = new Set(all.map(({ id }) => id))
  assert.equal(ids.size, all.length)
  assert.ok(all.filter(({ genuine }) => !genuine).length > 600)
  assert.ok(all.filter(({ genuine }) => genuine).length > 150)
})

test('every case has a token, a clock and a policy of one issuer', () => {
  for (const { id, token, now, policy } of cases()) {
    assert.equal(typeof token, 'string', id)
    assert.ok(Number.isSafeInteger(now) && now > 0, id)
    assert.equal(typeof policy.issuer, 'string', id)
    assert.ok(policy.algorithms.length > 0, id)
    assert.ok(policy.jwks.keys.length > 0 && policy.jwks.keys.every(({ kty }) => kty), id)
  }
})
