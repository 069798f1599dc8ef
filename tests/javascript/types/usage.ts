// What the types allow, and what they refuse. This file is compiled and never run.
import 'doorward/express/global'
import type { IncomingMessage } from 'node:http'

import {
  allOf,
  anyOf,
  type ApiKeyRecord,
  type ApiKeyStore,
  type Binding,
  type Category,
  createApiKey,
  DoorwardError,
  engine,
  type ErrorCode,
  type Fetcher,
  type FetchRequest,
  type Issuer,
  Key,
  type KeyRefresh,
  type KeyStatus,
  MemoryApiKeyStore,
  type Policy,
  Principal,
  type Requirement,
  Verifier,
} from 'doorward'
import { errorHandler, guard } from 'doorward/express'
import * as edge from 'doorward-wasm'
import { guard as fetchGuard } from 'doorward-wasm/fetch'
import { guard as honoGuard } from 'doorward-wasm/hono'
import * as webcrypto from 'doorward-wasm/webcrypto'
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
const remote: Issuer[] = [
  // Discovery finds its keys.
  { issuer: 'https://a/', audience: 'b', algorithms: ['ES256'] },
  { issuer: 'https://a/', audience: 'b', algorithms: ['ES256'], jwksUri: 'https://a/jwks' },
  {
    issuer: 'http://a/',
    audience: 'b',
    algorithms: ['ES256'],
    metadataUrl: 'http://a/metadata',
    dangerAllowHttp: true,
  },
  { preset: 'auth0', domain: 'tenant.eu.auth0.com', audience: 'b' },
  { preset: 'okta', domain: 'dev-1.okta.com', audience: 'b', authorizationServer: 'default' },
  { preset: 'entra', tenant: '72f988bf-86f1-41af-91ab-2d7cd011db47', audience: 'b' },
  { preset: 'entra_v1', tenant: '72f988bf-86f1-41af-91ab-2d7cd011db47', audience: 'b' },
  { preset: 'cognito', region: 'eu-central-1', userPoolId: 'eu-central-1_AbC123', audience: 'b' },
  {
    preset: 'keycloak',
    url: 'https://sso.example.com',
    realm: 'r',
    audience: 'b',
    scopeClaims: ['scope', ['a', 'roles']],
  },
  { preset: 'clerk', domain: 'clerk.example.com', audience: 'https://app.example.com' },
  { preset: 'supabase', projectRef: 'abcdefgh', audience: 'authenticated' },
  { preset: 'firebase', projectId: 'my-project', audience: 'my-project', acceptsIdTokens: true },
  {
    preset: 'b2c',
    domain: 'contoso.b2clogin.com',
    tenant: '72f988bf-86f1-41af-91ab-2d7cd011db47',
    tenantName: 'contoso',
    policy: 'B2C_1_signupsignin1',
    audience: 'b',
  },
  { preset: 'cloudflare_access', team: 'acme', audience: 'b' },
  { preset: 'stytch', projectId: 'project-test-1', apiHost: 'test.stytch.com', audience: 'project-test-1' },
  { preset: 'zitadel', domain: 'acme.zitadel.cloud', audience: 'b' },
  { preset: 'hydra', issuer: 'https://hydra.example.com', audience: 'b' },
  { preset: 'duende', issuer: 'https://id.example.com', audience: 'b' },
  { preset: 'dex', issuer: 'https://dex.example.com/dex', audience: 'b', scopeClaims: ['groups'] },
  { preset: 'authentik', url: 'https://auth.example.com', slug: 'my-app', audience: 'b' },
  {
    preset: 'fusionauth',
    url: 'https://fa.example.com',
    tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
    issuer: 'acme.com',
    audience: 'b',
  },
  { preset: 'google', audience: 'b' },
  { preset: 'github_actions', audience: 'b', requiredClaims: ['repository_owner_id'] },
  { preset: 'gitlab_ci', audience: 'b' },
  { preset: 'kubernetes', issuer: 'https://kubernetes.default.svc', audience: 'b' },
  { preset: 'spiffe', trustDomain: 'example.org', jwksUri: 'https://spire.example.org/bundle', audience: 'b' },
  { preset: 'rfc9068', issuer: 'https://a/', audience: 'b', algorithms: ['PS256'] },
]
const keyRefresh: KeyRefresh = { ttlSeconds: 300, staleSeconds: 3_600, timeoutSeconds: 5 }
// The platform's fetch, and functions that take a URL and return a Response.
const fetches: Fetcher[] = [
  fetch,
  globalThis.fetch,
  async (url, { signal }) => fetch(new URL(url), { signal }),
  (url, request: FetchRequest) => fetch(url, request),
]
export const fetching: Verifier[] = [
  new Verifier({ issuers: remote, keyRefresh, tokenCache: { tokens: 0 } }, { fetch }),
  Verifier.fromPolicyJson('{}', { fetch: async () => new Response('{}') }),
  ...fetches.map((one) => new edge.Verifier({ issuers: remote }, { fetch: one })),
  ...fetches.map((one) => new webcrypto.Verifier({ issuers: remote }, { fetch: one })),
]

export async function watch(context: { waitUntil(promise: Promise<unknown>): void }): Promise<KeyStatus[]> {
  await verifier.warm()
  await verifier.verify('credential', { waitUntil: context.waitUntil.bind(context) })
  const [first] = verifier.keyStatus()
  const state: 'static' | 'cold' | 'fresh' | 'stale' | 'expired' | undefined = first?.state
  const figures: (number | null | undefined)[] = [first?.ageSeconds, first?.nextRefreshSeconds, first?.failures]
  return state === undefined || figures.length === 0 ? [] : verifier.keyStatus()
}

const stores: ApiKeyStore[] = [
  store,
  new MemoryApiKeyStore(),
  new edge.MemoryApiKeyStore(),
  new webcrypto.MemoryApiKeyStore(),
]
const scopes: Requirement[] = ['a', ['a', 'b'], allOf('a', anyOf('b', ['c', 'd']))]

export async function use(message: IncomingMessage, request: Request): Promise<string | null> {
  const callers: Principal[] = [
    await verifier.verify('credential', { scopes: 'a', now: 5 }),
    verifier.verifySync('credential'),
    await verifier.authenticate(request, { scopes: scopes[0] ?? 'a' }),
    verifier.authenticateSync(message),
    await other.authenticate({ url: '/', headers: [['authorization', 'x']] }),
    await other.authenticate({ url: '/', headers: { authorization: ['x'] } }),
  ]
  const [caller] = callers
  if (!(caller instanceof Principal)) return null
  const claim: unknown = caller.claims['tenant']
  const allowed: boolean = caller.allows('a')
  const bindings: readonly Binding[] = caller.bindings
  if (bindings.includes('dpop')) return 'bound'
  return claim === allowed ? caller.subject : caller.clientId
}

export function inspectError(error: unknown): Response | undefined {
  if (!(error instanceof DoorwardError)) return undefined
  const kind: 'rejected' | 'unavailable' | 'misconfigured' = error.kind
  const code: ErrorCode = error.code
  const category: Category = error.category
  // Codes and categories are literals, and a comparison with a wrong one does not compile.
  if (code === 'insufficient_scope' || category === 'missing_credentials') return error.toResponse()
  const words: string[] = [
    code,
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
app.get('/next', guard(verifier, 'billing:read', { onRefusal: 'next' }))
app.get('/any', guard(verifier, { onRefusal: 'answer' }), guard(verifier, anyOf('a', 'b'), ['c']))
app.use(errorHandler)
// A verifier of either package fits every guard.
app.get('/edge', guard(new edge.Verifier(policy)), guard(new webcrypto.Verifier(policy)))

const hono = new Hono()
hono.get('/', honoGuard(verifier, ['a']), (c) => {
  const caller: Principal = c.get('auth')
  return c.json({ agent: caller.clientId })
})

interface Env {
  readonly KEY: string
}

export async function handle(
  request: Request,
  _env: Env,
  ctx: { waitUntil(promise: Promise<unknown>): void },
): Promise<Response> {
  const allowed = fetchGuard(verifier, anyOf('a', 'b'))
  const caller = request.url === '' ? await allowed(request) : await allowed(request, ctx)
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

// @ts-expect-error audience and algorithms are mandatory
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
// @ts-expect-error a requirement that is given is never null
verifier.verifySync('credential', { scopes: null })
// @ts-expect-error nor undefined
guard(verifier, undefined)
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
// @ts-expect-error its scopes cannot be changed either
verifier.verifySync('credential').scopes.push('admin')
// @ts-expect-error the type of a claim is unknown until it is checked
verifier.verifySync('credential').claims['tenant'].length
// @ts-expect-error agentId is mandatory
createApiKey({ scopes: [] })
// @ts-expect-error the guard takes a verifier
guard(policy, 'a')
// @ts-expect-error no such way to treat a refusal
guard(verifier, 'a', { onRefusal: 'throw' })
// @ts-expect-error the options come last
guard(verifier, { onRefusal: 'next' }, 'a')
// @ts-expect-error no such code
export const wrongCode = (error: DoorwardError) => error.code === 'token_expired'
// @ts-expect-error bindings cannot be changed
verifier.verifySync('credential').bindings.push('dpop')
// @ts-expect-error a preset needs its parameters
new Verifier({ issuers: [{ preset: 'auth0', audience: 'b' }] })
// @ts-expect-error a preset needs the audience
new Verifier({ issuers: [{ preset: 'auth0', domain: 'a.auth0.com' }] })
// @ts-expect-error another preset's parameter
new Verifier({ issuers: [{ preset: 'auth0', domain: 'a.auth0.com', audience: 'b', tenant: 'c' }] })
// @ts-expect-error no such preset
new Verifier({ issuers: [{ preset: 'auth1', domain: 'a.auth0.com', audience: 'b' }] })
// @ts-expect-error camelCase, not snake_case
new Verifier({ issuers: [{ ...issuer, jwks_uri: 'https://a/jwks' }] })
// @ts-expect-error no setting of the refresh
new Verifier({ issuers: [issuer], keyRefresh: { ttl: 5 } })
// @ts-expect-error the core fixes the back-off
new Verifier({ issuers: [issuer], keyRefresh: { backoffMaxSeconds: 5 } })
// @ts-expect-error a URL is no fetch
new Verifier(policy, { fetch: 'https://a/' })
// @ts-expect-error a misspelt option
new Verifier(policy, { fetcher: fetch })
// @ts-expect-error the environment is not the context
fetchGuard(verifier)({} as Request, {} as Env)
// @ts-expect-error a function that is bound to the context, not the context itself
verifier.verify('credential', { waitUntil: { waitUntil: () => {} } })
