// Making API keys, their records, and the in-memory store.
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import { crc32 } from 'node:zlib'

import * as native from 'doorward'
import * as wasm from 'doorward-wasm'

for (const api of [native, wasm]) {
  describe(`API keys on the ${api.engine} engine`, () => {
    test('a key of the documented form, its digest, its record in camelCase', () => {
      const { key, record } = api.createApiKey({
        agentId: 'agent-7',
        scopes: ['a', 'b'],
        expiresAt: 1_900_000_000,
        tier: 'pro',
        now: 1_800_000_000.9,
      })
      const [, id, check] = /^sk_agent_([0-9A-Za-z]{12})_[0-9A-Za-z]{43}([0-9A-Za-z]{6})$/.exec(key)
      assert.deepEqual(record, {
        id,
        agentId: 'agent-7',
        scopes: ['a', 'b'],
        tier: 'pro',
        createdAt: 1_800_000_000,
        expiresAt: 1_900_000_000,
        status: 'active',
        digest: createHash('sha256').update(key).digest('hex'),
        pepperId: null,
        replacedBy: null,
        overlapUntil: null,
        metadata: {},
      })
      if (crc32) {
        const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
        const value = [...check].reduce((sum, letter) => sum * 62 + letters.indexOf(letter), 0)
        assert.equal(value, crc32(key.slice(0, -6)))
      }
    })

    test('no two keys are alike', () => {
      const keys = Array.from({ length: 100 }, () => api.createApiKey({ agentId: 'a', scopes: [] }))
      assert.equal(new Set(keys.map(({ key }) => key.slice(22, 65))).size, 100)
      assert.equal(new Set(keys.map(({ record }) => record.id)).size, 100)
    })

    test('a pepper: stored under it, verified only where it is known', async () => {
      const secret = new Uint8Array(32).fill(9)
      const { key, record } = api.createApiKey({ agentId: 'a', scopes: [], prefix: 'ak', pepper: { id: 'p1', secret } })
      assert.deepEqual([record.pepperId, record.digest], ['p1', createHmac('sha256', secret).update(key).digest('hex')])
      const store = new api.MemoryApiKeyStore([record])
      const make = (peppers) => new api.Verifier({ apiKeys: { store, prefix: 'ak', peppers } })
      assert.equal((await make({ p1: secret }).verify(key)).clientId, 'a')
      await assert.rejects(make({ p2: secret }).verify(key), { code: 'unknown_api_key' })
      assert.throws(() => make({ p1: new Uint8Array(31) }), { code: 'weak_key', path: 'apiKeys.peppers[0]' })
    })

    test('wrong options are refused, each with its path', () => {
      const faults = {
        agentId: { scopes: [] },
        scopes: { agentId: 'a' },
        'scopes[1]': { agentId: 'a', scopes: ['x', 5] },
        'scopes[0]': { agentId: 'a', scopes: ['a b'] },
        prefix: { agentId: 'a', scopes: [], prefix: 'A' },
        metadata: { agentId: 'a', scopes: [], metadata: [] },
        'metadata.x': { agentId: 'a', scopes: [], metadata: { x: () => {} } },
        expiresAt: { agentId: 'a', scopes: [], expiresAt: 1.5 },
        tier: { agentId: 'a', scopes: [], tier: 5 },
        now: { agentId: 'a', scopes: [], now: Number.NaN },
        pepper: { agentId: 'a', scopes: [], pepper: { id: 'p1', secret: 'text' } },
        expires: { agentId: 'a', scopes: [], expires: 5 },
      }
      for (const [path, options] of Object.entries(faults))
        assert.throws(() => api.createApiKey(options), { code: 'invalid_policy', path }, path)
      assert.throws(() => api.createApiKey({ agentId: '', scopes: [] }), { code: 'invalid_policy', path: 'agentId' })
    })

    test('the in-memory store: insert, replace, remove, by id and by digest, strict records', () => {
      const first = api.createApiKey({ agentId: 'a', scopes: [] }).record
      const store = new api.MemoryApiKeyStore([first])
      assert.deepEqual(
        [store.size, store.find({ id: first.id }), store.find({ digest: first.digest }), store.find({})],
        [1, first, first, null],
      )
      const digest = 'f'.repeat(64)
      const second = { id: first.id, agentId: 'b', scopes: [], createdAt: 5, digest }
      for (const status of [undefined, null])
        assert.throws(() => store.insert({ ...second, status }), { code: 'invalid_policy', path: 'record.status' })
      store.insert({ ...second, status: 'active' })
      assert.deepEqual(
        [store.size, store.find({ id: first.id }).agentId, store.find({ digest: first.digest })],
        [1, 'b', null],
      )
      assert.equal(store.find({ digest }).status, 'active')
      assert.deepEqual([store.remove(first.id), store.remove(first.id), store.size], [true, false, 0])
      for (const [path, change] of [
        ['record.digest', { digest: 'x' }],
        ['record.agent_id', { agent_id: 'a' }],
        ['record.createdAt', { createdAt: '5' }],
        ['record.status', { status: 'on' }],
      ]) {
        assert.throws(() => store.insert({ ...first, ...change }), { code: 'invalid_policy', path })
      }
      assert.throws(() => new api.MemoryApiKeyStore([first, 'x']), { path: 'records[1]' })
      assert.throws(() => new api.MemoryApiKeyStore([first, { ...first, id: 'other' }]), { path: 'records[1].digest' })
      const large = { ...first, metadata: { text: 'x'.repeat(70_000) } }
      assert.throws(() => store.insert(large), { path: 'record', message: /^record: longer than/ })
      assert.throws(() => store.insert({ ...first, digest: 'x' }), { message: /^record\.digest: 64 lower-case/ })
      assert.ok(store instanceof api.MemoryApiKeyStore)
    })
  })
}
