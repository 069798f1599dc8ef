// A real OAuth 2.0 authorization server on loopback: client_credentials, RFC 9068 access tokens
// (`at+jwt`) for one resource, signed with ES256 or RS256 by the choice of the client.
//
//   node authorization-server.js
//
// stdin    a private JWKS (JSON) to sign with; at end of input without one, fresh keys are made.
//          Not an environment variable, because other processes of the machine may read those.
// stdout   one JSON line when it accepts connections:
//          {"port","issuer","audience","token_endpoint","jwks_uri","clients"}
// SIGTERM  stops it.
//
// Besides the provider's own paths, for tests and demo:
//   POST /rotate {"phase":"publish"}   the next keys stand beside the old ones; the old ones sign.
//                                      "keys" may hold private JWKs; without them, fresh ones are made
//                {"phase":"switch"}    the new keys sign, the old ones are still published
//                {"phase":"withdraw"}  the old keys are gone
//                answers {"kids":[...]}, those that sign first
//   POST /outage {"on":true}           key set and metadata answer 500; with "how":"destroy" the
//                                      connection ends without an answer. Tokens are issued all the same
import { createServer } from 'node:http'
import { once } from 'node:events'
import { json, text } from 'node:stream/consumers'

import { freshKeys, Rotation } from './rotation.js'

// oidc-provider writes notices with console.info, to stdout, where the caller expects the line above.
console.info = console.warn
const { Provider, errors } = await import('oidc-provider')

const AUDIENCE = 'https://api.example.com'
const RESOURCE_SCOPES = 'billing:read billing:write'
const TOKEN_SECONDS = 3600
// A start that waits for a stdin that nobody closes would look like a slow server.
const STDIN_MS = 10_000

// The scopes of each client, and the algorithm of its access tokens.
// The secrets need not be secret, because the server runs once and on loopback.
const CLIENTS = [
  { id: 'billing-agent', secret: 'billing-agent-demo', scope: 'billing:read billing:write', alg: 'ES256' },
  { id: 'ledger-agent', secret: 'ledger-agent-demo', scope: 'billing:read', alg: 'RS256' },
  { id: 'invoice-agent', secret: 'invoice-agent-demo', scope: 'billing:write', alg: 'ES256' },
]

async function signingKeys() {
  if (process.stdin.isTTY) return freshKeys(1)
  const timer = setTimeout(() => {
    console.error(`no end of stdin after ${STDIN_MS / 1000} s; give a private JWKS or </dev/null`)
    process.exit(1)
  }, STDIN_MS)
  const given = (await text(process.stdin)).trim()
  clearTimeout(timer)
  return given === '' ? freshKeys(1) : JSON.parse(given)
}

function resourceServer(_ctx, resource, client) {
  if (resource !== AUDIENCE) throw new errors.InvalidTarget()
  const { alg } = CLIENTS.find(({ id }) => id === client.clientId)
  return {
    audience: AUDIENCE,
    scope: RESOURCE_SCOPES,
    accessTokenFormat: 'jwt',
    accessTokenTTL: TOKEN_SECONDS,
    jwt: { sign: { alg } },
  }
}

function configuration(jwks) {
  return {
    jwks,
    clients: CLIENTS.map(({ id, secret, scope }) => ({
      client_id: id,
      client_secret: secret,
      scope,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
    })),
    scopes: RESOURCE_SCOPES.split(' '),
    ttl: { ClientCredentials: TOKEN_SECONDS },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        // Clients that name no resource get a token for the only API.
        defaultResource: () => AUDIENCE,
        getResourceServerInfo: resourceServer,
      },
    },
  }
}

function stopOn(signal, server) {
  process.once(signal, () => {
    server.close(() => process.exit(0))
    server.closeAllConnections()
  })
}

const rotation = new Rotation(await signingKeys())
// The name of the issuer contains the port, so the port must be known before the provider is made.
const server = createServer().listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address()
const issuer = `http://127.0.0.1:${port}`

// A provider reads its keys once, so other keys need another provider behind the same listener.
let provide
let outage = { on: false }
renew()

function renew() {
  const provider = new Provider(issuer, configuration(rotation.jwks))
  provider.on('server_error', (_ctx, error) => console.error(error))
  provide = provider.callback()
}

const CONTROLS = {
  '/rotate': async ({ phase, keys }) => {
    await rotation.enter(phase, keys)
    renew()
    return { kids: rotation.kids }
  },
  '/outage': async ({ on, how }) => {
    outage = { on: on === true, how }
    return outage
  },
}

async function control(act, request, response) {
  const answer = (status, body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  try {
    answer(200, await act(await json(request)))
  } catch (error) {
    answer(400, { error: error.message })
  }
}

server.on('request', (request, response) => {
  const [path] = request.url.split('?')
  if (request.method === 'POST' && Object.hasOwn(CONTROLS, path)) return control(CONTROLS[path], request, response)
  const findsKeys = path === '/jwks' || path.startsWith('/.well-known/')
  if (!outage.on || !findsKeys) return provide(request, response)
  if (outage.how === 'destroy') return request.socket.destroy()
  response.writeHead(500).end('outage')
})
stopOn('SIGTERM', server)
stopOn('SIGINT', server)

console.log(JSON.stringify({
  port,
  issuer,
  audience: AUDIENCE,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  clients: CLIENTS.map(({ id, secret, scope }) => ({ client_id: id, client_secret: secret, scope })),
}))
