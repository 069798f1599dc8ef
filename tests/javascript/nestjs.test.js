// The guard under Nest, on Express and on Fastify, over real HTTP.
import 'reflect-metadata'
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { All, Catch, Controller, Module, Req, Res, UseFilters, UseGuards } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { Verifier } from 'doorward'
import { Caller, guard, RefusalException } from 'doorward/nestjs'

import { adapterTests, assertAnswer } from './adapters.js'
import { fresh, policy } from './fixture.js'
import { bearer, send } from './http.js'

// As the compiler writes decorators.
function decorated(Class, { path, guards, filters = [] }) {
  const descriptor = Object.getOwnPropertyDescriptor(Class.prototype, 'handle')
  Caller()(Class.prototype, 'handle', 0)
  Req()(Class.prototype, 'handle', 1)
  Res({ passthrough: true })(Class.prototype, 'handle', 2)
  for (const decorate of [UseFilters(...filters), UseGuards(...guards), All(path)]) {
    decorate(Class.prototype, 'handle', descriptor)
  }
  Controller()(Class)
  return Class
}

function controller(route) {
  class Agents {
    handle(caller, request, response) {
      assert.equal(caller, request.auth)
      response.status(200)
      if (route.own)
        response.header('cache-control', 'no-store').header('vary', `${response.getHeader('vary')}, Accept`)
      return { agent: caller?.clientId ?? null }
    }
  }
  return decorated(Agents, route)
}

const ADAPTERS = {
  Express: () => new ExpressAdapter(),
  Fastify: () => new FastifyAdapter({ forceCloseConnections: true }),
}

async function served(adapter, routes, use, arrange = () => {}) {
  class Application {}
  Module({ controllers: routes.map(controller) })(Application)
  const app = await NestFactory.create(Application, adapter, { logger: false, forceCloseConnections: true })
  arrange(app)
  await app.listen(0, '127.0.0.1')
  try {
    return await use(app.getHttpServer().address().port)
  } finally {
    await app.close()
  }
}

const verifier = new Verifier(policy())

for (const [name, make] of Object.entries(ADAPTERS)) {
  adapterTests(`Nest on ${name}`, { guard, serve: (routes, use) => served(make(), routes, use) })

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
    await served(make(), [{ path: '/', guards: [guard(verifier)], filters: [Seeing] }], async (port) => {
      const { status, text } = await send(port)
      assert.deepEqual([status, text], [418, 'own'])
    })
    assert.deepEqual(seen, [[true, 401, 'missing_credentials']])
  })

  test(`Nest on ${name}: a guard of the whole application`, async () => {
    const arrange = (app) => app.useGlobalGuards(guard(verifier, 'billing:read'))
    await served(
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
