// The metadata of a protected resource (RFC 9728): served to anybody in each framework, and named by challenges.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import * as native from 'doorward'
import { guard as expressGuard, resourceMetadata as expressMetadata } from 'doorward/express'
import * as wasm from 'doorward-wasm'
import { guard as fetchGuard, resourceMetadata as fetchMetadata } from 'doorward-wasm/fetch'
import { guard as honoGuard, resourceMetadata as honoMetadata } from 'doorward-wasm/hono'
import express from 'express'
import { Hono } from 'hono'

import { AUDIENCE, ISSUER, policy } from './fixture.js'
import { send, served } from './http.js'

const IDENTIFIER = 'https://API.example.com/mcp'
const ROOT = '/.well-known/oauth-protected-resource'
const remote = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'] }
const made = ({ Verifier }, resource = { identifier: IDENTIFIER, scopes: ['read'] }) =>
  new Verifier({ issuers: [remote], resource })
const DOCUMENT = {
  resource: IDENTIFIER,
  authorization_servers: [ISSUER],
  scopes_supported: ['read'],
  bearer_methods_supported: ['header'],
}
const CHALLENGE = `Bearer scope="read write", resource_metadata="https://API.example.com${ROOT}/mcp"`

const hono = (verifier) => {
  const app = new Hono()
  app.use(honoMetadata(verifier))
  app.use(honoGuard(verifier, 'read', 'write'))
  app.get('/mcp', (c) => c.text('ok'))
  return (request) => app.fetch(request)
}
const fetching = (verifier) => {
  const [metadata, allowed] = [fetchMetadata(verifier), fetchGuard(verifier, 'read', 'write')]
  return async (request) => metadata(request) ?? (await allowed(request))
}

for (const [name, handler] of Object.entries({ Hono: hono, fetch: fetching })) {
  test(`${name}: anybody reads the document, at both paths, and a challenge names it`, async () => {
    const ask = async (path, method = 'GET') => handler(made(wasm))(new Request(`https://x.example${path}`, { method }))
    for (const path of [ROOT, `${ROOT}/mcp`, `${ROOT}/mcp?a=b`]) {
      const found = await ask(path)
      assert.deepEqual([found.status, await found.json()], [200, DOCUMENT])
      assert.equal(found.headers.get('access-control-allow-origin'), '*')
      const head = await ask(path, 'HEAD')
      assert.deepEqual([head.status, await head.text()], [200, ''])
      assert.equal((await ask(path, 'OPTIONS')).headers.get('access-control-allow-methods'), 'GET, HEAD, OPTIONS')
    }
    for (const [path, method] of [[`${ROOT}/other`], [`${ROOT}x`], ['/mcp'], [ROOT, 'POST'], [`/a${ROOT}`]]) {
      const refused = await ask(path, method)
      assert.deepEqual([refused.status, refused.headers.get('www-authenticate')], [401, CHALLENGE], path)
    }
  })
}

test('Express: the same, in a mounted application too', async () => {
  const verifier = made(native)
  const inner = express()
    .use(expressMetadata(verifier))
    .use(expressGuard(verifier, 'read', 'write'))
  const app = express().use('/.well-known', inner).use('/mcp', inner)
  await served(app, async (port) => {
    for (const path of [ROOT, `${ROOT}/mcp`]) {
      const found = await send(port, { path })
      assert.deepEqual([found.status, JSON.parse(found.text)], [200, DOCUMENT])
      assert.equal(found.headers['access-control-allow-origin'], '*')
      assert.equal((await send(port, { path, method: 'HEAD' })).text, '')
      assert.equal((await send(port, { path, method: 'POST' })).status, 401)
    }
    const refused = await send(port, { path: '/mcp' })
    assert.deepEqual([refused.status, refused.headers['www-authenticate']], [401, CHALLENGE])
  })
})

test('the policy says who issues tokens, and without a resource nothing is served', () => {
  const other = { identifier: 'https://api.example.com', authorizationServers: ['https://other.example'] }
  const { paths, body } = made(wasm, other).resourceMetadata
  assert.deepEqual([paths, JSON.parse(body).authorization_servers], [[ROOT], ['https://other.example']])
  const without = new wasm.Verifier(policy())
  assert.equal(without.resourceMetadata, undefined)
  for (const serve of [expressMetadata, fetchMetadata, honoMetadata]) {
    assert.throws(() => serve(without), { code: 'invalid_policy' })
  }
  const given = { ...policy(), resource: { identifier: 'https://api.example.com' } }
  assert.throws(() => new wasm.Verifier(given), { path: 'resource.authorizationServers' })
})
