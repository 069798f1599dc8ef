// The guard under Nest, on Express and on Fastify, over real HTTP.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Catch } from '@nestjs/common'
import { Verifier } from 'doorward'
import { guard, RefusalException } from 'doorward/nestjs'

import { adapterTests, assertAnswer } from './adapters.js'
import { fresh, policy } from './fixture.js'
import { ADAPTERS, serve } from './frameworks/nest.js'
import { bearer, send } from './http.js'

const verifier = new Verifier(policy())

for (const [name, make] of Object.entries(ADAPTERS)) {
  adapterTests(`Nest on ${name}`, { guard, serve: (routes, use) => serve(make(), routes, use) })

  test(`Nest on ${name}: a filter of the application gets the refusal with its cause`, async () => {
    const seen = []
    class Seeing {
      catch(exception, host) {
        seen.push([exception instanceof RefusalException, exception.getStatus(), exception.cause.code])
        const response = host.switchToHttp().getResponse()
        response.status(418).send('own')
      }
    }
    Catch(RefusalException)(Seeing)
    await serve(make(), [{ path: '/', guards: [guard(verifier)], filters: [Seeing] }], async (port) => {
      const { status, text } = await send(port)
      assert.deepEqual([status, text], [418, 'own'])
    })
    assert.deepEqual(seen, [[true, 401, 'missing_credentials']])
  })

  test(`Nest on ${name}: a guard of the whole application`, async () => {
    const arrange = (app) => app.useGlobalGuards(guard(verifier, 'billing:read'))
    await serve(
      make(),
      [{ path: '/', guards: [] }],
      async (port) => {
        const refusal = await verifier.authenticate({ url: '/', headers: [] }).catch((error) => error)
        assertAnswer(await send(port), refusal)
        assert.equal((await send(port, { headers: bearer(fresh()) })).text, '{"agent":"client-9"}')
      },
      arrange,
    )
  })
}

test('where no HTTP request is, nobody passes', async () => {
  for (const type of ['graphql', 'rpc', 'ws'])
    await assert.rejects(guard(verifier).canActivate({ getType: () => type, switchToHttp: assert.fail }), TypeError)
})
