// The guard under Fastify, over HTTP/1 and HTTP/2.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http2 from 'node:http2'
import { test } from 'node:test'

import { Verifier } from 'doorward'
import { guard } from 'doorward/fastify'
import fastify from 'fastify'

import { adapterTests } from './adapters.js'
import { fresh, policy } from './fixture.js'
import { serve, served } from './frameworks/fastify.js'
import { bearer, send } from './http.js'

for (const hook of ['onRequest', 'preHandler']) {
  adapterTests(`Fastify, ${hook}`, { guard, serve: (routes, use) => serve(routes, use, hook) })
}

const verifier = new Verifier(policy())

test('over HTTP/2', async () => {
  const app = fastify({ http2: true })
  app.get('/balance', { onRequest: guard(verifier, 'billing:read') }, (request) => ({ agent: request.auth.clientId }))
  await served(app, async (port) => {
    const client = http2.connect(`http://127.0.0.1:${port}`)
    client.unref()
    const asked = async (headers) => {
      const stream = client.request({ ':path': '/balance', ...headers })
      const [{ ':status': status }] = await once(stream, 'response')
      let text = ''
      for await (const chunk of stream.setEncoding('utf8')) text += chunk
      return [status, text]
    }
    assert.deepEqual(await asked({ authorization: `Bearer ${fresh()}` }), [200, '{"agent":"client-9"}'])
    const refusal = await verifier.authenticate({ url: '/balance', headers: [] }).catch((error) => error)
    assert.deepEqual(await asked({}), [401, refusal.body])
    client.close()
  })
})

test('a hook of the whole application guards paths without a route, hooks see the answer, and no error handler does', async () => {
  const app = fastify({ forceCloseConnections: true })
  const sent = []
  app.addHook('onRequest', guard(verifier))
  app.addHook('onSend', async (_request, reply) => void sent.push(reply.statusCode))
  app.setErrorHandler(() => assert.fail('a refusal is no error'))
  await served(app, async (port) => {
    assert.equal((await send(port, { path: '/nowhere' })).status, 401)
    assert.equal((await send(port, { path: '/nowhere', headers: bearer(fresh()) })).status, 404)
  })
  assert.deepEqual(sent, [401, 404])
})

test('an error that is no refusal is the application’s', async () => {
  const app = fastify({ forceCloseConnections: true })
  const broken = new TypeError('broken')
  const throwing = {
    checkRequirement() {},
    grantedHeaders: () => [],
    authenticateForGuard: () => Promise.reject(broken),
  }
  app.setErrorHandler((error, _request, reply) => reply.code(500).send(error === broken ? 'seen' : 'other'))
  app.get('/', { onRequest: guard(throwing) }, () => assert.fail('not reached'))
  await served(app, async (port) => {
    const { status, text } = await send(port)
    assert.deepEqual([status, text], [500, 'seen'])
  })
})
