// Routes behind guards under Nest, on Express and on Fastify, over real HTTP.
import 'reflect-metadata'
import assert from 'node:assert/strict'

import { All, Controller, Module, Req, Res, UseFilters, UseGuards } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { Caller } from 'doorward/nestjs'

import { HEADER_BYTES } from '../http.js'

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

export const ADAPTERS = {
  Express: () => new ExpressAdapter(),
  Fastify: () => new FastifyAdapter({ forceCloseConnections: true, http: { maxHeaderSize: HEADER_BYTES } }),
}

export async function serve(adapter, routes, use, arrange = () => {}) {
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
