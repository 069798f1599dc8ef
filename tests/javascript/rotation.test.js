// The real authorization server rotates its keys, and its key set fails, under steady load: neither Express with the native engine
// nor a Worker in workerd refuses a good token. Both begin without keys and find them by discovery.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { engine, Verifier } from 'doorward'
import { guard } from 'doorward/express'
import express from 'express'

import { bearer, send, served } from './http.js'
import { authorizationServer } from './services.js'
import { startWorkerd } from './workerd/start.js'

const PAUSE_MS = 10

// One client: it gets a new token, shows it to every server, and repeats.
async function load(server, shops, stopped) {
  const counts = { requests: 0, refused: [] }
  const waiting = new Set()
  while (!stopped.aborted) {
    const token = await server.token()
    const kid = JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).kid
    for (const [name, ask] of Object.entries(shops)) {
      const one = ask(token).then((code) => {
        counts.requests += 1
        if (code !== null) counts.refused.push(`${name} ${kid} ${code}`)
      })
      waiting.add(one)
      one.finally(() => waiting.delete(one))
    }
    await sleep(PAUSE_MS)
  }
  await Promise.all(waiting)
  return counts
}

test('rotation and outage under steady load: zero good tokens refused', { timeout: 60_000 }, async (t) => {
  assert.equal(engine, 'native')
  const server = await authorizationServer()
  t.after(server.stop)
  const worker = await startWorkerd()
  t.after(worker.stop)
  const policy = {
    issuers: [{ issuer: server.issuer, audience: server.audience, algorithms: ['ES256', 'RS256'], profile: 'rfc9068' }],
  }
  const verifier = new Verifier(policy)
  const app = express()
  app.get('/', guard(verifier, 'billing:read'), (req, res) => res.json({ code: null, agent: req.auth.clientId }))
  await served(app, async (port) => {
    const asked = { name: 'rotation', policy }
    const shops = {
      express: async (token) => JSON.parse((await send(port, { headers: bearer(token) })).text).code,
      workerd: async (token) => (await worker.ask({ work: 'verify', ...asked, token })).code,
    }
    const stop = new AbortController()
    const clients = [1, 2, 3].map(() => load(server, shops, stop.signal))
    await sleep(1_000)
    // The new key signs at once, before a verifier can have fetched it.
    await server.rotate('publish')
    await server.rotate('switch')
    await sleep(1_500)
    await server.rotate('withdraw')
    await sleep(1_000)
    await server.outage(true)
    await sleep(1_000)
    await server.outage(true, 'destroy')
    await sleep(1_000)
    await server.outage(false)
    await server.rotate('publish')
    await sleep(500)
    await server.rotate('switch')
    await sleep(1_500)
    await server.rotate('withdraw')
    await sleep(500)
    stop.abort()
    const counts = await Promise.all(clients)
    const requests = counts.reduce((sum, one) => sum + one.requests, 0)
    t.diagnostic(`${requests} requests`)
    assert.deepEqual(
      counts.flatMap(({ refused }) => refused),
      [],
    )
    assert.ok(requests > 400, `too little was tried: ${requests} requests`)
    const statuses = [verifier.keyStatus(), await worker.ask({ work: 'status', ...asked })]
    // One fetch for the cold start and one for each rotation.
    for (const [{ fetches, state }] of statuses) assert.deepEqual([fetches, state], [3, 'fresh'])
  })
})
