// In real workerd: concurrent requests, clients that go away, work after the response, `caches.default`.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { AUDIENCE, fresh, ISSUER, JWK } from './fixture.js'
import { keySet, otherKey } from './key-server.js'
import { startWorkerd } from './workerd/start.js'

const ANSWER_MS = 300
const asked = []
// For `caches.default` workerd sends GET, and PUT with a whole HTTP response as the body.
const cache = { kept: new Map(), asked: [] }
let origin
let worker

const keyServer = http.createServer((request, response) => {
  asked.push(request.url)
  const body = request.url.startsWith('/refused') ? '{"keys":[]}' : keySet()
  setTimeout(() => response.setHeader('content-type', 'application/json').end(body), ANSWER_MS)
})
const cacheServer = http.createServer(async (request, response) => {
  cache.asked.push(request.method)
  if (request.method === 'GET') {
    const kept = cache.kept.get(request.url)
    if (kept === undefined) return response.writeHead(504, { 'cf-cache-status': 'MISS' }).end()
    response.writeHead(200, { ...kept.headers, 'cf-cache-status': 'HIT' }).end(kept.body)
    return
  }
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const [head, body] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n')
  const fields = head
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(': '))
  const {
    'transfer-encoding': _,
    'content-length': __,
    ...headers
  } = Object.fromEntries(fields.map(([name, value]) => [name.toLowerCase(), value]))
  cache.kept.set(request.url, { headers, body })
  response.writeHead(204).end()
})

before(async () => {
  for (const server of [keyServer, cacheServer]) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  }
  origin = `http://127.0.0.1:${keyServer.address().port}`
  worker = await startWorkerd({ cacheHost: `127.0.0.1:${cacheServer.address().port}` })
})

after(() => {
  worker?.stop()
  for (const server of [keyServer, cacheServer]) {
    server.closeAllConnections()
    server.close()
  }
})

const verifierAt = (path, changes = {}) => ({
  name: `${path} ${JSON.stringify(changes)}`,
  policy: {
    issuers: [{ issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'], jwksUri: origin + path }],
    ...changes,
  },
})
const times = (path) => asked.filter((url) => url === path).length

describe('fetched keys in workerd', () => {
  test('a verifier made while the Worker starts', async () => {
    const [{ issuer, state }] = await worker.ask({ work: 'status', name: 'early' })
    assert.deepEqual([issuer, state], ['https://early.example.com', 'cold'])
  })

  test('100 cold requests at once: one fetch, and every one is granted', async () => {
    const token = fresh()
    const all = Array.from({ length: 100 }, () => worker.ask({ work: 'verify', ...verifierAt('/cold'), token }))
    for (const { code, subject } of await Promise.all(all)) assert.deepEqual([code, subject], [null, 'agent-7'])
    assert.equal(times('/cold'), 1)
  })

  test('the client of the request that fetches goes away: the others are served, by the same fetch', async () => {
    const leader = new AbortController()
    const token = fresh()
    const gone = worker
      .ask({ work: 'verify', ...verifierAt('/gone'), token }, { signal: leader.signal })
      .catch(() => 'gone')
    while (times('/gone') === 0) await sleep(5)
    const others = [1, 2, 3].map(() => worker.ask({ work: 'verify', ...verifierAt('/gone'), token }))
    await sleep(50)
    leader.abort()
    assert.equal(await gone, 'gone')
    for (const { code } of await Promise.all(others)) assert.equal(code, null)
    assert.equal(times('/gone'), 1)
  })

  test('a refresh is made after the answer with the context, and before it without', async () => {
    // The refresh is due after 80 % of two seconds.
    const quick = { keyRefresh: { ttlSeconds: 2 } }
    const token = fresh()
    for (const waitUntil of [true, false]) {
      const path = `/refresh-${waitUntil}`
      const verify = () => worker.ask({ work: 'verify', ...verifierAt(path, quick), token, waitUntil })
      assert.equal((await verify()).code, null)
      await sleep(1_700)
      const begun = Date.now()
      assert.equal((await verify()).code, null)
      const took = Date.now() - begun
      if (waitUntil) assert.ok(took < ANSWER_MS, `${took} ms`)
      else assert.ok(took >= ANSWER_MS - 10, `${took} ms`)
      await sleep(ANSWER_MS + 50)
      assert.equal(times(path), 2)
      const [{ fetches, failures, ageSeconds }] = await worker.ask({ work: 'status', ...verifierAt(path, quick) })
      assert.deepEqual([fetches, failures, ageSeconds], [2, 0, 0])
    }
  })

  test('two issuers exchange their given keys: signatures of before are refused, those of now are granted', async () => {
    const [one, two] = [{ jwk: { ...JWK, kid: 'key-1' }, token: (claims) => fresh(claims) }, otherKey('key-1')]
    const policy = (first, second) => ({
      issuers: [first, second].map(({ jwk }, index) => {
        return { issuer: `https://${index}.example.com`, audience: AUDIENCE, algorithms: ['ES256'], keys: jwk }
      }),
    })
    const claims = (index) => ({ iss: `https://${index}.example.com` })
    const verify = (token) => worker.ask({ work: 'verify', name: 'exchanged', policy: policy(one, two), token })
    const before = [one.token(claims(0)), two.token(claims(1))]
    for (let round = 0; round < 3; round += 1) {
      for (const token of before) assert.equal((await verify(token)).code, null)
    }
    await worker.ask({ work: 'renew', name: 'exchanged', renewed: policy(two, one) })
    for (const token of before) assert.equal((await verify(token)).code, 'invalid_signature')
    for (const token of [two.token(claims(0)), one.token(claims(1))]) assert.equal((await verify(token)).code, null)
  })

  test('warm, in a request', async () => {
    assert.deepEqual(await worker.ask({ work: 'warm', ...verifierAt('/warm') }), { code: null })
    assert.deepEqual(await worker.ask({ work: 'warm', ...verifierAt('/refused-warm') }), { code: 'keys_unavailable' })
  })

  test('caches.default: a second verifier uses what one has fetched; refused responses are not stored', async () => {
    const realm = (name) => verifierAt('/cached', { realm: name })
    assert.equal((await worker.ask({ work: 'verify', ...realm('first'), token: fresh() })).code, null)
    await sleep(100)
    assert.equal((await worker.ask({ work: 'verify', ...realm('second'), token: fresh() })).code, null)
    assert.equal(times('/cached'), 1)
    const kept = cache.kept.size
    assert.ok(kept >= 1)
    const refused = await worker.ask({ work: 'verify', ...verifierAt('/refused'), token: fresh() })
    assert.equal(refused.code, 'keys_unavailable')
    await sleep(100)
    assert.equal(cache.kept.size, kept)
  })
})
