// Every vector of tests/vectors/http.json through the guards of every framework, byte for byte, over real HTTP.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import * as native from 'doorward'
import { guard as expressGuard } from 'doorward/express'
import { guard as fastifyGuard } from 'doorward/fastify'
import { guard as koaGuard } from 'doorward/koa'
import { guard as lambdaGuard } from 'doorward/lambda'
import { guard as nestGuard } from 'doorward/nestjs'
import * as wasm from 'doorward-wasm'
import { guard as fetchGuard } from 'doorward-wasm/fetch'
import { guard as honoGuard } from 'doorward-wasm/hono'
import express5 from 'express'
import express4 from 'express4'

import { serve as serveExpress } from './frameworks/express.js'
import { serve as serveFastify } from './frameworks/fastify.js'
import { serveFetch, serveHono } from './frameworks/fetch.js'
import { serve as serveKoa } from './frameworks/koa.js'
import { FORMS, serve as serveLambda } from './frameworks/lambda.js'
import { ADAPTERS, serve as serveNest } from './frameworks/nest.js'
import { exchange } from './http.js'
import { answerOf, readVectors, routesOf } from './http-vectors.js'
import { startWorkerd } from './workerd/start.js'

const CASES = readVectors(JSON.parse(readFileSync(new URL('../vectors/http.json', import.meta.url), 'utf8')))
const CASES_AT_LEAST = 150
const SHOWN_MAX = 5

/** What serves every case: by a guard and a function that takes its routes, or by itself. */
const by = (api, guard, serve) => (use) => serve(routesOf(CASES, api, guard), use)
const SERVERS = {
  'Express 5': by(native, expressGuard, (routes, use) => serveExpress(express5, routes, use)),
  'Express 4': by(native, expressGuard, (routes, use) => serveExpress(express4, routes, use)),
  Fastify: by(native, fastifyGuard, serveFastify),
  Koa: by(native, koaGuard, serveKoa),
  Hono: by(wasm, honoGuard, serveHono),
  fetch: by(wasm, fetchGuard, serveFetch),
  workerd: serveWorkerd,
}
for (const [name, make] of Object.entries(ADAPTERS))
  SERVERS[`Nest on ${name}`] = by(native, nestGuard, (routes, use) => serveNest(make(), routes, use))
for (const [form, eventOf] of Object.entries(FORMS))
  SERVERS[`Lambda, ${form}`] = by(native, lambdaGuard, (routes, use) => serveLambda(eventOf, routes, use))

/** What a server answers by itself, before any guard: the status, and why. */
const EMPTY_FIELD = 'workerd drops an empty Authorization field'
const UNDELIVERABLE = {
  'Nest on Express': {
    'http-token-too-large': { status: 431, why: 'Nest makes the server, which takes 16 KiB of headers' },
  },
  workerd: {
    'http-empty': { status: 401, why: EMPTY_FIELD },
    'http-optional-empty': { status: 200, why: EMPTY_FIELD },
  },
}

async function serveWorkerd(use) {
  const { port, stop } = await startWorkerd({ entry: 'http-worker.js' })
  try {
    await use(port)
  } finally {
    stop()
  }
}

for (const [name, serve] of Object.entries(SERVERS)) {
  test(`every answer of ${name} is the vector's`, async (t) => {
    const byServer = UNDELIVERABLE[name] ?? {}
    const different = []
    let compared = 0
    await serve(async (port) => {
      for (const one of CASES) {
        const answer = await exchange(port, one.request)
        if (one.id in byServer) {
          assert.equal(answer.status, byServer[one.id].status, one.id)
          continue
        }
        compared += 1
        const [expected, found] = [one.expected, answerOf(one, answer)].map((whole) => JSON.stringify(whole))
        if (found !== expected) different.push(`${one.id}\n  expected ${expected}\n  found    ${found}`)
      }
    })
    t.diagnostic(`${name}: ${compared} of ${CASES.length} cases`)
    assert.equal(compared, CASES.length - Object.keys(byServer).length)
    assert.ok(compared >= CASES_AT_LEAST, 'the vectors are gone')
    const shown = different.slice(0, SHOWN_MAX).join('\n')
    assert.ok(different.length === 0, `${different.length} of ${compared} differ\n${shown}`)
  })
}
