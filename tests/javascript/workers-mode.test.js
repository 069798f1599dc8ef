// The host with the settings for Workers, in Node: it awaits no promise of another request, it needs waitUntil for work after the
// response, and a cold start uses `caches.default`.
import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { Principal } from 'doorward-wasm'
import { engineModule } from 'doorward-wasm/internal/engine'
import { guard as fetchGuard } from 'doorward-wasm/fetch'
import { guard as honoGuard } from 'doorward-wasm/hono'
import { ISOLATED, packageExports } from 'doorward-wasm/internal/host'
import { Hono } from 'hono'

import { fresh, JWK } from './fixture.js'
import { fetcher, json, JWKS_URI, keySet, later, remote } from './key-server.js'

const seconds = () => Date.now() / 1000
let fetchingAsked = 0

// The engine, which counts the calls of isFetching.
class Watched extends engineModule.Engine {
  isFetching(issuer, now) {
    fetchingAsked += 1
    return super.isFetching(issuer, now)
  }
}
const { Verifier } = packageExports({ ...engineModule, Engine: Watched }, ISOLATED)
const make = (fetch, changes = {}) => new Verifier({ issuers: [remote()], ...changes }, { fetch })
const request = (token = fresh()) =>
  new Request('https://api.example.com/', { headers: { authorization: `Bearer ${token}` } })

// As `make`, with the platform's fetch: only its responses are shared.
const { fetch: platformFetch } = globalThis
function makeWith(fetch, changes = {}) {
  globalThis.fetch = fetch
  return new Verifier({ issuers: [remote()], ...changes })
}

afterEach(() => {
  delete globalThis.caches
  globalThis.fetch = platformFetch
  fetchingAsked = 0
})

// `caches.default` of Workers, in memory.
function cacheInMemory(kept = new Map()) {
  globalThis.caches = {
    default: {
      match: async (url) => kept.get(url)?.clone(),
      put: async (url, response) => void kept.set(url, response),
      delete: async (url) => kept.delete(url),
    },
  }
  return kept
}

describe('requests that wait for the fetch of another one', () => {
  test('1,000 requests at once without keys: one fetch, the others look again by timers of their own', async () => {
    const { asked, fetch } = fetcher(async () => {
      await sleep(150)
      return json()
    })
    const verifier = make(fetch)
    const token = fresh()
    const callers = await Promise.all(Array.from({ length: 1000 }, () => verifier.verify(token)))
    assert.ok(callers.every((caller) => caller instanceof Principal))
    assert.equal(asked.length, 1)
    // After 10, 20, 40, 80 ms, on a busy machine later: each request looks a few times, not once a millisecond.
    assert.ok(fetchingAsked >= 2 * 999 && fetchingAsked <= 12 * 999, `${fetchingAsked} looks`)
  })

  test('looks become rarer: 10 ms and up to 100 ms apart', async () => {
    const answer = later()
    const verifier = make(fetcher(() => answer.promise).fetch)
    const both = [verifier.verify(fresh()), verifier.verify(fresh())]
    await sleep(500)
    // 10, 30, 70, 150, 250, 350, 450 ms.
    assert.ok(fetchingAsked >= 3 && fetchingAsked <= 8, `${fetchingAsked} looks`)
    answer.come(json())
    await Promise.all(both)
  })

  test('when the fetch hangs, they wait no longer than a fetch may take', async () => {
    const { asked, fetch } = fetcher(() => new Promise(() => {}))
    const verifier = make(fetch, { keyRefresh: { timeoutSeconds: 1 } })
    const begun = Date.now()
    const codes = await Promise.all([1, 2, 3].map(() => verifier.verify(fresh()).catch(({ code }) => code)))
    assert.deepEqual(codes, Array(3).fill('keys_unavailable'))
    assert.ok(Date.now() - begun < 2_000)
    assert.equal(asked.length, 1)
  })
})

describe('waitUntil', () => {
  test('it gets the first fetch and the refresh; a refresh delays no response', async () => {
    const answer = later()
    const { asked, fetch } = fetcher((call) => (call === 1 ? json() : answer.promise))
    const verifier = make(fetch)
    const held = []
    const waitUntil = (promise) => void held.push(promise)
    await verifier.verify(fresh(), { waitUntil })
    assert.equal(held.length, 1)
    await held[0]
    const now = seconds() + 540
    await verifier.verify(fresh({ exp: Math.ceil(now) + 60 }), { now, waitUntil })
    assert.deepEqual([held.length, asked.length], [2, 2])
    answer.come(json())
    await held[1]
    assert.equal(verifier.keyStatus()[0].fetches, 2)
  })

  test('without it the one request that refreshes waits, because the fetch would end with it', async () => {
    const answer = later()
    const { fetch } = fetcher((call) => (call === 1 ? json() : answer.promise))
    const verifier = make(fetch)
    await verifier.verify(fresh())
    const now = seconds() + 540
    const token = fresh({ exp: Math.ceil(now) + 60 })
    let done = false
    const waiting = verifier.verify(token, { now }).then((caller) => {
      done = true
      return caller
    })
    await verifier.verify(token, { now })
    await sleep(20)
    assert.equal(done, false)
    answer.come(json())
    assert.equal((await waiting).subject, 'agent-7')
    assert.equal(verifier.keyStatus()[0].fetches, 2)
  })

  test('guards use the context; anything else in its place is a mistake', async () => {
    const context = { held: [], waitUntil: (promise) => void context.held.push(promise), passThroughOnException() {} }
    assert.ok((await fetchGuard(make(fetcher().fetch))(request(), context)) instanceof Principal)
    assert.equal(context.held.length, 1)
    const app = new Hono()
    app.get('/', honoGuard(make(fetcher().fetch)), (c) => c.text(c.get('auth').subject))
    assert.equal(await (await app.fetch(request(), {}, context)).text(), 'agent-7')
    assert.equal(context.held.length, 2)
    assert.equal((await app.fetch(request())).status, 200, 'without a context')
    assert.equal((await app.fetch(request(), {}, {})).status, 200, 'with an odd one')
    for (const nothing of [undefined, null])
      assert.ok((await fetchGuard(make(fetcher().fetch))(request(), nothing)) instanceof Principal)
    const fault = { code: 'invalid_policy', path: 'ctx' }
    for (const env of [{}, { KEY: 'x' }, 5])
      await assert.rejects(fetchGuard(make(fetcher().fetch))(request(), env), fault)
    await assert.rejects(make(fetcher().fetch).verify(fresh(), { waitUntil: {} }), { path: 'waitUntil' })
  })
})

describe('caches.default', () => {
  const put = async (verifier, token = fresh()) => {
    const held = []
    const outcome = await verifier
      .verify(token, { waitUntil: (promise) => void held.push(promise) })
      .catch(({ code }) => code)
    await Promise.all(held)
    return outcome
  }

  test('a cold start takes what another isolate has fetched, and its age with it', async () => {
    const kept = cacheInMemory()
    await put(makeWith(fetcher(() => json(keySet(), { 'cache-control': 'max-age=400' })).fetch))
    assert.equal(kept.size, 1)
    const [[url, response]] = kept
    assert.ok(!url.startsWith(JWKS_URI), 'not under the name of the server itself')
    assert.match(response.headers.get('cache-control'), /^max-age=\d+$/)
    const aged = new Response(await response.clone().arrayBuffer(), response)
    aged.headers.set('doorward-fetched-at', String(Math.floor(seconds()) - 100))
    kept.set(url, aged)
    const { asked, fetch } = fetcher()
    const second = makeWith(fetch)
    assert.equal((await put(second)).subject, 'agent-7')
    assert.equal(asked.length, 0)
    const [{ nextRefreshSeconds }] = second.keyStatus()
    // 80 % of what is left of 400 s.
    assert.ok(nextRefreshSeconds >= 230 && nextRefreshSeconds <= 240, `${nextRefreshSeconds} s`)
  })

  test('an unknown kid and a refresh ask the server itself', async () => {
    cacheInMemory()
    await put(makeWith(fetcher().fetch))
    const { asked, fetch } = fetcher()
    const verifier = makeWith(fetch)
    await put(verifier)
    assert.equal(asked.length, 0)
    const now = seconds() + 540
    await verifier.verify(fresh({ exp: Math.ceil(now) + 60 }), { now })
    assert.equal(asked.length, 1)
    const [header, ...rest] = fresh().split('.')
    const other = JSON.stringify({ ...JSON.parse(Buffer.from(header, 'base64url')), kid: 'nobody' })
    const unknown = [Buffer.from(other).toString('base64url'), ...rest].join('.')
    await assert.rejects(makeWith(fetch).verify(unknown), { code: 'unknown_key' })
  })

  test('a kid that a kept set lacks asks the server at once, and a good token is not refused', async () => {
    const kept = cacheInMemory()
    await put(makeWith(fetcher(() => json(keySet({ ...JWK, kid: 'old' }))).fetch))
    const [[url, response]] = kept
    const aged = new Response(await response.arrayBuffer(), response)
    aged.headers.set('doorward-fetched-at', String(Math.floor(seconds()) - 100))
    kept.set(url, aged)
    const { asked, fetch } = fetcher()
    assert.equal((await put(makeWith(fetch))).subject, 'agent-7')
    assert.equal(asked.length, 1)
  })

  test("responses of the user's own fetch are neither stored nor read", async () => {
    const kept = cacheInMemory()
    await put(make(fetcher().fetch))
    assert.equal(kept.size, 0)
    await put(makeWith(fetcher().fetch))
    assert.equal(kept.size, 1)
    const { asked, fetch } = fetcher()
    await put(make(fetch))
    assert.equal(asked.length, 1)
  })

  test('responses that the core has refused are not stored', async () => {
    for (const answer of [json('{"keys":[]}'), json('{'), new Response('', { status: 500 })]) {
      const kept = cacheInMemory()
      assert.equal(await put(makeWith(fetcher(() => answer).fetch)), 'keys_unavailable')
      assert.equal(kept.size, 0)
    }
  })

  test('a cached response that this policy cannot use: the next attempt asks the server', async () => {
    cacheInMemory()
    await put(makeWith(fetcher().fetch))
    const { asked, fetch } = fetcher()
    const verifier = makeWith(fetch, { issuers: [remote({ algorithms: ['RS256'] })] })
    const token = fresh().replace(/^[^.]+/, Buffer.from('{"alg":"RS256","kid":"key-1"}').toString('base64url'))
    assert.equal(await put(verifier, token), 'keys_unavailable')
    assert.equal(asked.length, 0)
    await sleep(1_300)
    await put(verifier, token)
    assert.equal(asked.length, 1)
  })

  test('a cache that is broken, hangs, or holds something else is like none', async () => {
    const broken = () => Promise.reject(new Error('No Cache was configured'))
    const hangs = () => new Promise(() => {})
    const odd = [
      new Response(keySet(), { status: 404 }),
      new Response('x'.repeat(2 * 1024 * 1024), { headers: { 'doorward-fetched-at': String(Math.floor(seconds())) } }),
      new Response(keySet(JWK), { headers: { 'content-type': 'application/json' } }),
      new Response(keySet(JWK), { headers: { 'content-type': 'application/json', 'doorward-fetched-at': '1' } }),
      new Response(keySet(JWK), {
        headers: { 'content-type': 'application/json', 'doorward-fetched-at': '99999999999' },
      }),
    ]
    for (const match of [broken, hangs, ...odd.map((response) => async () => response)]) {
      globalThis.caches = { default: { match, put: broken, delete: broken } }
      const { asked, fetch } = fetcher()
      assert.equal((await put(makeWith(fetch))).subject, 'agent-7')
      assert.equal(asked.length, 1)
    }
    globalThis.caches = {}
    assert.equal((await put(makeWith(fetcher().fetch))).subject, 'agent-7')
  })
})
