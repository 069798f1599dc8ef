// A key server that misbehaves on purpose, on loopback. Each fault is an issuer of its own.
//
//   node faulty-key-server.js
//
// stdout   one JSON line when it accepts connections:
//          {"port","origin","elsewhere","audience","kid","faults"}
// SIGTERM  stops it; so does the end of the process that started it.
//
// <fault> is one of `faults`, or `switched`: the fault of the last POST /switch, at first `ok`.
//   GET  /<fault>/jwks.json       the key set, with the fault (?max_age=60 adds Cache-Control)
//   GET  /<fault>/metadata.json   the metadata of issuer <origin>/<fault>, with the fault
//   GET  /<fault>/.well-known/openid-configuration, /.well-known/oauth-authorization-server/<fault>
//                                 the same metadata without the fault
//   GET  /token                   a good token as text; ?fault= (ok), or of ?iss=; ?aud= ?scope= ?sub= ?jti=
//                                 ?client_id= ?kid= ?seconds= (lifetime), ?key=second, ?alg=HS256
//   GET  /counts                  {"paths":{"/ok/jwks.json":1},"elsewhere":0}: the requests so far
//   POST /switch?fault=<fault>
import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

import { ANSWERS, FAULTS, KEY_SETS, METADATA, OCT_SECRET } from './faults.js'

const AUDIENCE = 'https://api.example.com'
const KID = 'good-1'
const TOKEN_SECONDS = 3600
const PARENT_MS = 1000
const OPENID = '.well-known/openid-configuration'
const RFC8414 = '/.well-known/oauth-authorization-server/'

const signers = {
  good: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  second: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
}
const published = ({ publicKey }, kid) => ({ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' })
const good = published(signers.good, KID)
const second = published(signers.second, 'second-1')

const counts = { paths: {}, elsewhere: 0 }
let switched = 'ok'

function keySet(fault) {
  return JSON.stringify({ keys: (KEY_SETS[fault] ?? ((key) => [key]))(good, second) })
}

function metadata(name, fault) {
  const issuer = `${origin}/${name}`
  const plain = {
    issuer,
    jwks_uri: `${issuer}/jwks.json`,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
  }
  return JSON.stringify((METADATA[fault] ?? ((same) => same))(plain))
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

function token(asked) {
  const now = Math.floor(Date.now() / 1000)
  const alg = asked.get('alg') ?? 'ES256'
  const header = { alg, typ: 'at+jwt', kid: asked.get('kid') ?? (alg === 'HS256' ? 'oct' : KID) }
  const claims = {
    iss: asked.get('iss') ?? `${origin}/${asked.get('fault') ?? 'ok'}`,
    aud: asked.get('aud') ?? AUDIENCE,
    sub: asked.get('sub') ?? 'billing-agent',
    client_id: asked.get('client_id') ?? 'billing-agent',
    scope: asked.get('scope') ?? 'billing:read',
    iat: now,
    exp: now + Number(asked.get('seconds') ?? TOKEN_SECONDS),
    jti: asked.get('jti') ?? randomUUID(),
  }
  const input = `${encode(header)}.${encode(claims)}`
  const key = signers[asked.get('key') ?? 'good'].privateKey
  const signature = alg === 'HS256'
    ? createHmac('sha256', OCT_SECRET).update(input).digest()
    : sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

function plain(response, status, body, type = 'text/plain') {
  response.writeHead(status, { 'content-type': type }).end(body)
}

function document(response, name, path, url) {
  const fault = name === 'switched' ? switched : name
  if (path === OPENID) {
    if (fault === 'rfc8414-only') return plain(response, 404, 'Not found')
    return ANSWERS.ok(response, metadata(name, fault))
  }
  const file = path.replace('moved/', '')
  const body = { 'jwks.json': () => keySet(fault), 'metadata.json': () => metadata(name, fault) }[file]?.()
  if (body === undefined) return plain(response, 404, 'Not found')
  const maxAge = url.searchParams.get('max_age')
  if (maxAge !== null) response.setHeader('cache-control', `max-age=${maxAge}`)
  const answer = path === file ? (ANSWERS[fault] ?? ANSWERS.ok) : ANSWERS.ok
  const base = `/${name}/`
  answer(response, body, { self: base + file, moved: `${base}moved/${file}`, elsewhere: elsewhere + base + file })
}

function serve(request, response) {
  const url = new URL(request.url, origin)
  const route = `${request.method} ${url.pathname}`
  if (route === 'GET /token') return plain(response, 200, token(url.searchParams))
  if (route === 'GET /counts') return plain(response, 200, JSON.stringify(counts), 'application/json')
  if (route === 'POST /switch') {
    const fault = url.searchParams.get('fault')
    if (!FAULTS.includes(fault)) return plain(response, 400, `no such fault; there are ${FAULTS.join(' ')}`)
    switched = fault
    return plain(response, 200, fault)
  }
  counts.paths[url.pathname] = (counts.paths[url.pathname] ?? 0) + 1
  const [, name, path] = url.pathname.startsWith(RFC8414)
    ? [null, url.pathname.slice(RFC8414.length), null]
    : (/^\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [])
  if (request.method !== 'GET' || (name !== 'switched' && !FAULTS.includes(name))) return plain(response, 404, 'Not found')
  if (path === null) return ANSWERS.ok(response, metadata(name, name === 'switched' ? switched : name))
  document(response, name, path, url)
}

// Good keys, so that a verifier that follows a redirect to here grants a token and is noticed.
function serveElsewhere(_request, response) {
  counts.elsewhere += 1
  ANSWERS.ok(response, keySet('ok'))
}

async function listen(handler) {
  const server = createServer(handler).listen(0, '127.0.0.1')
  // This server expects clients that hang up.
  server.on('clientError', (_error, socket) => socket.destroy())
  await once(server, 'listening')
  return [server, `http://127.0.0.1:${server.address().port}`]
}

const [main, origin] = await listen(serve)
const [, elsewhere] = await listen(serveElsewhere)
process.once('SIGTERM', () => process.exit(0))
process.once('SIGINT', () => process.exit(0))
const parent = process.ppid
setInterval(() => process.ppid === parent || process.exit(0), PARENT_MS).unref()

console.log(JSON.stringify({ port: main.address().port, origin, elsewhere, audience: AUDIENCE, kid: KID, faults: FAULTS }))
