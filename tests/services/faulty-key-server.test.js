// Each fault of the key server is really there: a fault without effect would prove nothing.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

const MIB = 1024 * 1024
const WAIT_MS = 2500

let child
let server

before(async () => {
  child = spawn(process.execPath, [fileURLToPath(new URL('faulty-key-server.js', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  server = JSON.parse(line)
})

after(() => child.kill('SIGTERM'))

// Sends one request and reads the response until it ends, breaks, takes longer than `waitMs` or exceeds `bytesMax`.
function ask(url, { bytesMax = 80 * MIB, waitMs = WAIT_MS, method = 'GET' } = {}) {
  return new Promise((resolve) => {
    const began = performance.now()
    const given = { end: 'time', bytes: 0, body: '' }
    const chunks = []
    const settle = (end) => {
      clearTimeout(timer)
      request.destroy()
      const raw = Buffer.concat(chunks)
      resolve({ ...given, end, raw, body: raw.toString('utf8'), seconds: (performance.now() - began) / 1000 })
    }
    const request = http.request(url, { method, agent: false }, (response) => {
      Object.assign(given, { status: response.statusCode, headers: response.headers })
      response.on('data', (chunk) => {
        chunks.push(chunk)
        given.bytes += chunk.length
        if (given.bytes > bytesMax) settle('bytes')
      })
      response.once('error', (error) => settle(error.code))
      response.once('end', () => settle(response.complete ? 'complete' : 'incomplete'))
    })
    const timer = setTimeout(() => settle('time'), waitMs)
    request.once('error', (error) => settle(error.code))
    request.end()
  })
}

const at = (path) => `${server.origin}${path}`
const keys = (fault, options) => ask(at(`/${fault}/jwks.json`), options)
const counts = async () => JSON.parse((await ask(at('/counts'))).body)
const kidsOf = (body) => JSON.parse(body).keys.map(({ kid }) => kid)

function genuine(token, jwk) {
  const [header, claims, signature] = token.split('.')
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }
  return verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))
}
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))

// What a client gets, for every fault.
const CLAIMS = {
  ok: ({ end, status, headers, body }) => {
    assert.deepEqual([end, status, headers['content-type']], ['complete', 200, 'application/json'])
    assert.deepEqual(kidsOf(body), [server.kid])
  },
  'status-500': ({ status, body }) => assert.deepEqual([status, kidsOf(body)], [500, [server.kid]]),
  'status-404': ({ status, body }) => assert.deepEqual([status, kidsOf(body)], [404, [server.kid]]),
  'html-200': ({ status, headers, body }) => {
    assert.equal(status, 200)
    assert.match(headers['content-type'], /^text\/html/)
    assert.match(body, /^<!doctype html>/)
  },
  empty: ({ end, status, bytes }) => assert.deepEqual([end, status, bytes], ['complete', 200, 0]),
  truncated: ({ end, headers, bytes }) => {
    assert.equal(end, 'ECONNRESET')
    assert.ok(bytes > 0 && bytes < Number(headers['content-length']))
  },
  endless: ({ end, headers, body }) => {
    assert.deepEqual([end, headers['content-length']], ['bytes', undefined])
    assert.match(body, /^\{"keys":\[\{/)
  },
  huge: ({ end, bytes, body }) => {
    assert.ok(end === 'complete' && bytes > 10 * MIB)
    assert.deepEqual(kidsOf(body), [server.kid])
  },
  'many-keys': ({ bytes, body }) => {
    assert.ok(bytes < MIB, 'a limit on bytes would hide the one on keys')
    assert.deepEqual([kidsOf(body).length, new Set(kidsOf(body)).size, kidsOf(body).at(-1)], [10_001, 10_001, server.kid])
  },
  'redirect-elsewhere': async ({ status, headers }) => {
    assert.deepEqual([status, new URL(headers.location).origin], [302, server.elsewhere])
    assert.equal((await counts()).elsewhere, 0)
    assert.deepEqual(kidsOf((await ask(headers.location)).body), [server.kid])
    assert.equal((await counts()).elsewhere, 1)
  },
  'redirect-within': async ({ status, headers }) => {
    assert.equal(status, 302)
    const url = new URL(headers.location, at('/redirect-within/jwks.json'))
    assert.equal(url.origin, server.origin)
    assert.deepEqual(kidsOf((await ask(url)).body), [server.kid])
  },
  'redirect-loop': ({ status, headers }) => {
    const url = at('/redirect-loop/jwks.json')
    assert.deepEqual([status, new URL(headers.location, url).href], [302, url])
  },
  'slow-headers': ({ end, status }) => assert.deepEqual([end, status], ['time', undefined]),
  'slow-body': ({ end, status, bytes }) => {
    assert.deepEqual([end, status], ['time', 200])
    assert.ok(bytes >= 1 && bytes <= 3, `${bytes} bytes in ${WAIT_MS} ms`)
  },
  reset: ({ end, status }) => assert.deepEqual([end, status], ['ECONNRESET', undefined]),
  'wrong-content-type': ({ headers, body }) => assert.deepEqual([headers['content-type'], kidsOf(body)], ['text/plain', [server.kid]]),
  'no-content-type': ({ headers, body }) => assert.deepEqual([headers['content-type'], kidsOf(body)], [undefined, [server.kid]]),
  'exotic-key': ({ body }) => {
    const [exotic, good] = JSON.parse(body).keys
    assert.throws(() => createPublicKey({ key: exotic, format: 'jwk' }))
    assert.equal(good.kid, server.kid)
  },
  'duplicate-kids': async ({ body }) => {
    const [second, good] = JSON.parse(body).keys
    assert.equal(second.kid, good.kid)
    const token = (await ask(at('/token?fault=duplicate-kids&key=second'))).body
    assert.deepEqual([genuine(token, second), genuine(token, good)], [true, false])
  },
  'oct-key': ({ body }) => assert.deepEqual(JSON.parse(body).keys.map(({ kty }) => kty), ['oct', 'EC']),
  'empty-set': ({ status, body }) => assert.deepEqual([status, body], [200, '{"keys":[]}']),
  'not-json': ({ end, headers, body }) => {
    assert.deepEqual([end, headers['content-type']], ['complete', 'application/json'])
    assert.throws(() => JSON.parse(body))
  },
  'gzip-bomb': ({ headers, bytes, raw }) => {
    assert.ok(headers['content-encoding'] === 'gzip' && bytes < MIB, 'small on the wire')
    const unpacked = gunzipSync(raw)
    assert.ok(unpacked.length > 60 * MIB)
    assert.deepEqual(kidsOf(unpacked.toString('utf8')), [server.kid])
  },
  gzip: ({ raw }) => assert.deepEqual(kidsOf(gunzipSync(raw).toString()), [server.kid]),
  'gzip-in-capitals': ({ headers }) => assert.equal(headers['content-encoding'], 'GZIP'),
  deflate: ({ raw }) => assert.deepEqual(kidsOf(inflateSync(raw).toString()), [server.kid]),
  'deflate-raw': ({ raw }) => assert.deepEqual(kidsOf(inflateRawSync(raw).toString()), [server.kid]),
  br: ({ raw }) => assert.deepEqual(kidsOf(brotliDecompressSync(raw).toString()), [server.kid]),
  'gzip-twice': ({ raw }) => assert.deepEqual(kidsOf(gunzipSync(gunzipSync(raw)).toString()), [server.kid]),
  'gzip-two-members': ({ raw }) => assert.deepEqual(kidsOf(gunzipSync(raw).toString()), [server.kid]),
  'gzip-and-more': ({ raw }) => assert.ok(raw.toString('latin1').endsWith('more')),
  'gzip-cut-off': ({ raw }) => assert.throws(() => gunzipSync(raw)),
  'unknown-coding': ({ body, headers }) => {
    assert.deepEqual([kidsOf(body), headers['content-encoding']], [[server.kid], 'rot13'])
  },
  'location-with-space': ({ status }) => assert.equal(status, 302),
  'other-issuer': async () => {
    const { body } = await ask(at('/other-issuer/metadata.json'))
    assert.equal(JSON.parse(body).issuer, at('/other-issuer/'))
  },
  'rfc8414-only': async () => {
    assert.equal((await ask(at('/rfc8414-only/.well-known/openid-configuration'))).status, 404)
    const { body } = await ask(at('/.well-known/oauth-authorization-server/rfc8414-only'))
    assert.equal(JSON.parse(body).jwks_uri, at('/rfc8414-only/jwks.json'))
  },
}

test('every fault has a claim', () => {
  assert.deepEqual([...server.faults].sort(), Object.keys(CLAIMS).sort())
})

for (const [fault, holds] of Object.entries(CLAIMS)) {
  test(`fault ${fault}`, async () => {
    const before = (await counts()).paths[`/${fault}/jwks.json`] ?? 0
    await holds(await keys(fault, fault === 'endless' ? { bytesMax: 20 * MIB } : {}))
    assert.equal((await counts()).paths[`/${fault}/jwks.json`], before + 1)
  })
}

test('metadata has the faults too; discovery is as it should be', async () => {
  const good = JSON.parse((await ask(at('/ok/metadata.json'))).body)
  assert.deepEqual([good.issuer, good.jwks_uri], [at('/ok'), at('/ok/jwks.json')])
  assert.equal((await ask(at('/status-500/metadata.json'))).status, 500)
  const { status, body } = await ask(at('/status-500/.well-known/openid-configuration'))
  assert.deepEqual([status, JSON.parse(body).issuer], [200, at('/status-500')])
})

test('tokens are genuine and say what was asked for', async () => {
  const { body: token } = await ask(at('/token?fault=huge&aud=a&scope=x%20y&sub=s&jti=j&client_id=c&seconds=60'))
  const [header, claims] = token.split('.').slice(0, 2).map(decode)
  assert.deepEqual(header, { alg: 'ES256', typ: 'at+jwt', kid: server.kid })
  const { iat, exp, ...rest } = claims
  assert.deepEqual(rest, { iss: at('/huge'), aud: 'a', sub: 's', client_id: 'c', scope: 'x y', jti: 'j' })
  assert.equal(exp - iat, 60)
  const [good] = JSON.parse((await keys('ok')).body).keys
  assert.ok(genuine(token, good))
  assert.equal(decode((await ask(at('/token?iss=https://a.example'))).body.split('.')[1]).iss, 'https://a.example')
})

test('a path can be switched from fault to fault', async () => {
  assert.equal((await keys('switched')).status, 200)
  assert.equal((await ask(at('/switch?fault=status-500'), { method: 'POST' })).status, 200)
  assert.equal((await keys('switched')).status, 500)
  assert.equal((await ask(at('/switch?fault=nonsense'), { method: 'POST' })).status, 400)
  assert.equal((await ask(at('/switch?fault=ok'), { method: 'POST' })).status, 200)
  assert.equal((await keys('switched')).status, 200)
})

test('Cache-Control comes when it is asked for', async () => {
  assert.equal((await ask(at('/ok/jwks.json?max_age=60'))).headers['cache-control'], 'max-age=60')
})

test('a client that goes away ends the endless body', async () => {
  await keys('endless', { bytesMax: MIB })
  assert.equal((await keys('ok')).status, 200)
})
