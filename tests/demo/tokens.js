// Real tokens from the authorization server, and bad tokens made of them. The demo has the signing key of the server, so that an
// expired token is genuine in every other respect.
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'

const FETCH_MS = 10_000

// The keys of one generation. A rotation replaces them by the next generation.
export function signingKeys(generation) {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const jwk = (key, kid, alg) => ({ ...key.export({ format: 'jwk' }), kid, alg, use: 'sig' })
  const keys = [jwk(ec, `es256-${generation}`, 'ES256'), jwk(rsa, `rs256-${generation}`, 'RS256')]
  return { ec, privateJwks: { keys }, kids: keys.map(({ kid }) => kid) }
}

// Checks the published key set: nothing private, and exactly these keys.
export async function checkKeySet(server, kids) {
  const text = await (await request(server.jwks_uri)).text()
  if (/"(d|p|q|dp|dq|qi|k)":/.test(text)) throw new Error('the published key set holds private members')
  const published = JSON.parse(text).keys.map(({ kid }) => kid)
  if (published.join() !== kids.join()) throw new Error(`published are ${published}, expected ${kids}`)
}

// `phase` is publish, switch or withdraw.
export async function rotate(server, phase, { privateJwks } = {}) {
  const body = JSON.stringify({ phase, ...privateJwks })
  await request(`${server.issuer}/rotate`, { method: 'POST', body })
}

export async function fetchToken(server, clientId, scope) {
  const client = server.clients.find(({ client_id: id }) => id === clientId)
  if (!client) throw new Error(`the authorization server does not know the client ${clientId}`)
  const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')
  const response = await request(server.token_endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource: server.audience }),
  })
  return (await response.json()).access_token
}

async function request(url, options = {}) {
  const response = await fetch(url, { ...options, signal: AbortSignal.timeout(FETCH_MS) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return response
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))

function es256(header, payload, key) {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

export function headerOf(token) {
  return decode(token.split('.')[0])
}

// `good` is an ES256 token of the server; `ec` is the private key that signed it.
export function badTokens(good, ec, now) {
  const [headerPart, payloadPart, signaturePart] = good.split('.')
  const header = decode(headerPart)
  const payload = decode(payloadPart)
  const genuine = (changes) => es256(header, { ...payload, ...changes }, ec)

  const flipped = Buffer.from(signaturePart, 'base64url')
  flipped[flipped.length >> 1] ^= 0x01
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const unsigned = `${encode({ ...header, alg: 'none' })}.${payloadPart}`
  const hmacInput = `${encode({ ...header, alg: 'HS256' })}.${payloadPart}`
  const pem = createPublicKey(ec).export({ type: 'spki', format: 'pem' })

  return {
    expired: genuine({ iat: now - 7200, exp: now - 3600 }),
    notYetValid: genuine({ nbf: now + 3600 }),
    wrongAudience: genuine({ aud: 'https://other.example.com' }),
    unknownIssuer: genuine({ iss: 'https://unknown.example.com' }),
    unknownKey: es256({ ...header, kid: 'nobody-has-it' }, payload, stranger),
    idToken: es256({ ...header, typ: 'JWT' }, payload, ec),
    flippedSignature: `${headerPart}.${payloadPart}.${flipped.toString('base64url')}`,
    changedPayload: `${headerPart}.${encode({ ...payload, sub: 'admin' })}.${signaturePart}`,
    otherKey: es256(header, payload, stranger),
    none: `${unsigned}.`,
    hmacWithPublicKey: `${hmacInput}.${createHmac('sha256', pem).update(hmacInput).digest('base64url')}`,
  }
}
