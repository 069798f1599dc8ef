// Guards in a program that replaced `Promise`, as some tracing and polyfill libraries do: what passes is a principal, whatever class the
// program calls Promise.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import * as native from 'doorward'
import { guard as expressGuard } from 'doorward/express'
import * as wasm from 'doorward-wasm'
import { guard as fetchGuard } from 'doorward-wasm/fetch'
import { guard as honoGuard } from 'doorward-wasm/hono'
import express from 'express'
import { Hono } from 'hono'

import { send, served } from './http.js'

const NativePromise = globalThis.Promise

// A store that answers later, so that the guard gets a promise.
function verifierOf(api) {
  const { key, record } = api.createApiKey({ agentId: 'agent-7', scopes: ['billing:read'] })
  const records = new api.MemoryApiKeyStore([record])
  const store = { find: async (lookup) => records.find(lookup) }
  const unknown = api.createApiKey({ agentId: 'agent-8', scopes: ['billing:read'] }).key
  return { verifier: new api.Verifier({ apiKeys: { store } }), key, unknown }
}

const bearer = (key) => ({ Authorization: `Bearer ${key}` })

describe('with a replaced Promise', () => {
  before(() => {
    globalThis.Promise = class ReplacedPromise extends NativePromise {}
  })
  after(() => {
    globalThis.Promise = NativePromise
  })

  for (const [name, api] of Object.entries({ native, wasm })) {
    const { verifier, key, unknown } = verifierOf(api)

    test(`fetch, ${name} engine: an unknown key gets 401, a known one its principal`, async () => {
      const allowed = fetchGuard(verifier, 'billing:read')
      const refused = await allowed(new Request('http://localhost/', { headers: bearer(unknown) }))
      assert.equal(refused.status, 401)
      const caller = await allowed(new Request('http://localhost/', { headers: bearer(key) }))
      assert.equal(caller.clientId, 'agent-7')
    })

    test(`Hono, ${name} engine: an unknown key gets 401 and the handler does not run`, async () => {
      let runs = 0
      const app = new Hono().get('/', honoGuard(verifier, 'billing:read'), (c) => {
        runs += 1
        return c.text(c.get('auth').clientId)
      })
      assert.deepEqual([(await app.request('/', { headers: bearer(unknown) })).status, runs], [401, 0])
      assert.equal(await (await app.request('/', { headers: bearer(key) })).text(), 'agent-7')
    })
  }

  test('Express: an unknown key gets 401 and the handler does not run', async () => {
    const { verifier, key, unknown } = verifierOf(native)
    let runs = 0
    const app = express()
    app.get('/', expressGuard(verifier, 'billing:read'), (req, res) => {
      runs += 1
      res.send(req.auth.clientId)
    })
    await served(app, async (port) => {
      const refused = await send(port, { path: '/', headers: Object.entries(bearer(unknown)) })
      assert.deepEqual([refused.status, runs], [401, 0])
      assert.equal((await send(port, { path: '/', headers: Object.entries(bearer(key)) })).text, 'agent-7')
    })
  })
})
