// Every entry of both packages, and nothing else installed but what guards are for.
import { createServer } from 'node:http'
import {
  allOf,
  anyOf,
  claim,
  createApiKey,
  DoorwardError,
  engine,
  Key,
  MemoryApiKeyStore,
  type Policy,
  Principal,
  Verifier,
} from 'doorward'
import { errorHandler, guard, type Middleware } from 'doorward/express'
import * as edge from 'doorward-wasm'
import { type FetchGuard, guard as fetchGuard } from 'doorward-wasm/fetch'
import { guard as honoGuard } from 'doorward-wasm/hono'
import * as webcrypto from 'doorward-wasm/webcrypto'
import express from 'express'
import { Hono } from 'hono'

const policy: Policy = {
  issuers: [
    { issuer: 'https://a/', audience: 'b', algorithms: ['ES256'], keys: Key.pem('text', { algorithm: 'ES256' }) },
  ],
  apiKeys: new MemoryApiKeyStore([createApiKey({ agentId: 'a', scopes: ['b'] }).record]),
}
const verifier = new Verifier(policy)
const engines: ('native' | 'wasm')[] = [engine, edge.engine, webcrypto.engine]

// A verifier of each package, for the guard of each framework.
const middleware: Middleware = guard(verifier, allOf('a', anyOf('b', 'c')), claim('tenant', 'd'))
const allowed: FetchGuard = fetchGuard(new edge.Verifier(policy), 'a')
export const app = express().use(middleware).use(errorHandler)
export const hono = new Hono().get('/', honoGuard(new webcrypto.Verifier(policy)), (c) => c.json(c.get('auth').scopes))
export const server = createServer((request, response) => middleware(request, response, () => response.end(engines[0])))

export async function handle(request: Request): Promise<Response> {
  const caller = await allowed(request)
  return caller instanceof Principal ? new Response(caller.subject) : caller
}

export const codeOf = (error: unknown): string | undefined => (error instanceof DoorwardError ? error.code : undefined)

// The guard widens no type of Express.
express().get('/', middleware, (request) => {
  // @ts-expect-error there is no such member without 'doorward/express/global'
  return request.auth
})
