// What the types allow, and what they refuse. Compiled, never run.
import type { IncomingMessage } from 'node:http'

import {
  allOf,
  anyOf,
  type ApiKeyRecord,
  type ApiKeyStore,
  createApiKey,
  DoorwardError,
  engine,
  Key,
  MemoryApiKeyStore,
  type Policy,
  Principal,
  type Scopes,
  Verifier,
} from 'doorward'
import { errorHandler, guard } from 'doorward/express'
import * as edge from 'doorward-wasm'
import { guard as fetchGuard } from 'doorward-wasm/fetch'
import { guard as honoGuard } from 'doorward-wasm/hono'
import express from 'express'
import { Hono } from 'hono'

const jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }
const issuer = { issuer: 'https://a/', audience: 'b', algorithms: ['ES256', 'RS256'], keys: { keys: [jwk] } } as const

const store: ApiKeyStore = {
  async find({ id, digest }) {
    const found: string | undefined = id ?? digest
    return found === undefined ? null : ({} as ApiKeyRecord)
  },
}
const policy: Policy = {
  issuers: [
    {
      ...issuer,
      profile: 'rfc9068',
      leewaySeconds: 5,
      maxAgeSeconds: 60,
      requiredClaims: ['sub'],
      scopeClaims: ['scope'],
    },
    {
      ...issuer,
      audience: ['b', 'c'],
      keys: [
        jwk,
        Key.pem('text', { kid: 'k', algorithm: 'ES256' }),
        Key.secret(new Uint8Array(32), { algorithm: 'HS256' }),
      ],
    },
  ],
  apiKeys: {
    store,
    prefix: 'sk_agent',
    header: 'x-api-key',
    peppers: { p1: new Uint8Array(32) },
    legacyPrefixes: ['sk-agent-'],
  },
  scopes: { implies: { admin: ['billing:*'] }, wildcards: false },
  realm: 'example',
}
const verifier: Verifier = new Verifier(policy)
const other: Verifier = Verifier.fromPolicyJson('{}', { apiKeyStore: new MemoryApiKeyStore([]) })
const stores: ApiKeyStore[] = [store, new MemoryApiKeyStore(), new edge.MemoryApiKeyStore()]
const scopes: Scopes[] = ['a', ['a', 'b'], allOf('a', anyOf('b', ['c', 'd'])), null, undefined]

export async function use(message: IncomingMessage, request: Request): Promise<string | null> {
  const callers: Principal[] = [
    await verifier.verify('credential', { scopes: 'a', now: 5 }),
    verifier.verifySync('credential'),
    await verifier.authenticate(request, { scopes: scopes[0] }),
    verifier.authenticateSync(message),
    await other.authenticate({ url: '/', headers: [['authorization', 'x']] }),
    await other.authenticate({ url: '/', headers: { authorization: ['x'] } }),
  ]
  const [caller] = callers
  if (!(caller instanceof Principal)) return null
  const claim: unknown = caller.claims['tenant']
  const allowed: boolean = caller.allows('a')
  return claim === allowed ? caller.subject : caller.clientId
}

export function inspectError(error: unknown): Response | undefined {
  if (!(error instanceof DoorwardError)) return undefined
  const kind: 'rejected' | 'unavailable' | 'misconfigured' = error.kind
  const words: string[] = [
    error.code,
    error.body,
    error.description,
    error.path,
    kind,
    error.headers['www-authenticate'] ?? '',
  ]
  return error.retryable && error.status > words.length ? error.toResponse() : undefined
}

const app = express()
app.get('/', guard(verifier, 'billing:read'), (req, res) => {
  const agent: string | null | undefined = req.auth?.clientId
  res.json({ agent })
})
app.use(errorHandler)
// A verifier of either package fits every guard.
app.get('/edge', guard(new edge.Verifier(policy)))

const hono = new Hono()
hono.get('/', honoGuard(verifier, ['a']), (c) => {
  const caller: Principal = c.get('auth')
  return c.json({ agent: caller.clientId })
})

export async function handle(request: Request): Promise<Response> {
  const caller = await fetchGuard(verifier, anyOf('a', 'b'))(request)
  if (!(caller instanceof Principal)) return caller
  return Response.json({ agent: caller.clientId })
}

const { key, record } = createApiKey({
  agentId: 'a',
  scopes: ['b'],
  expiresAt: null,
  pepper: { id: 'p', secret: new Uint8Array(32) },
})
export const texts: [string, string, 'native' | 'wasm', number] = [key, record.agentId, engine, stores.length]

// @ts-expect-error audience, algorithms and keys are mandatory
new Verifier({ issuers: [{ issuer: 'https://a/' }] })
// @ts-expect-error not an algorithm
new Verifier({ issuers: [{ ...issuer, algorithms: ['HS257'] }] })
// @ts-expect-error never none
new Verifier({ issuers: [{ ...issuer, algorithms: ['none'] }] })
// @ts-expect-error keys are never text
new Verifier({ issuers: [{ ...issuer, keys: 'secret' }] })
// @ts-expect-error camelCase, not snake_case
new Verifier({ issuers: [{ ...issuer, leeway_seconds: 5 }] })
// @ts-expect-error a store is needed
new Verifier({ apiKeys: { prefix: 'sk_agent' } })
// @ts-expect-error a misspelt option would leave the operation unguarded
verifier.verify('credential', { scope: 'a' })
// @ts-expect-error a credential is text
verifier.verify(undefined)
// @ts-expect-error a scope is text
verifier.verifySync('credential', { scopes: [5] })
// @ts-expect-error raw bytes, not text
Key.secret('secret', { algorithm: 'HS256' })
// @ts-expect-error an HMAC secret needs its algorithm
Key.secret(new Uint8Array(32))
// @ts-expect-error an HMAC secret serves no ES256
Key.secret(new Uint8Array(32), { algorithm: 'ES256' })
// @ts-expect-error only a verifier makes principals
new Principal()
// @ts-expect-error a principal cannot be changed
verifier.verifySync('credential').subject = 'root'
// @ts-expect-error nor can its scopes
verifier.verifySync('credential').scopes.push('admin')
// @ts-expect-error a claim is unknown until it is looked at
verifier.verifySync('credential').claims['tenant'].length
// @ts-expect-error agentId is mandatory
createApiKey({ scopes: [] })
// @ts-expect-error the guard takes a verifier
guard(policy, 'a')
