// The guard under Koa, over real HTTP.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Verifier } from 'doorward'
import { guard } from 'doorward/koa'
import Koa from 'koa'

import { adapterTests } from './adapters.js'
import { fresh, policy } from './fixture.js'
import { serve } from './frameworks/koa.js'
import { bearer, send, served } from './http.js'

adapterTests('Koa', { guard, serve })

const verifier = new Verifier(policy())

test('middleware in front sees the answer, and errors that are no refusal go through Koa', async () => {
  const app = new Koa()
  const seen = []
  app.on('error', (error) => seen.push(error.message))
  app.use(async (context, next) => {
    await next()
    seen.push(context.status)
  })
  app.use(guard(verifier))
  app.use(() => {
    throw new Error('broken')
  })
  await served(app.callback(), async (port) => {
    assert.equal((await send(port)).status, 401)
    assert.equal((await send(port, { headers: bearer(fresh()) })).status, 500)
  })
  assert.deepEqual(seen, [401, 'broken'])
})
