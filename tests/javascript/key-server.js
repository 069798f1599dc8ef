// Key servers for the tests: one that is called like `fetch`, and one on loopback.
import { createECDH, createPrivateKey, sign } from 'node:crypto'

import { AUDIENCE, ISSUER, JWK } from './fixture.js'
import { served } from './http.js'

export const JWKS_URI = 'https://auth.example.com/jwks.json'
export const remote = (changes = {}) => ({
  issuer: ISSUER,
  audience: AUDIENCE,
  algorithms: ['ES256'],
  jwksUri: JWKS_URI,
  ...changes,
})
export const keySet = (...keys) => JSON.stringify({ keys: keys.length === 0 ? [JWK] : keys })
export const json = (body = keySet(), headers = {}) =>
  new Response(body, { headers: { 'content-type': 'application/json', ...headers } })

// A function for the option `fetch`. `answer` gets the number of the call, the URL and the request.
export function fetcher(answer = () => json()) {
  const asked = []
  const fetch = async (url, request) => {
    asked.push({ url, ...request })
    return answer(asked.length, url, request)
  }
  return { asked, fetch }
}

// A promise and its resolver: a response that comes when the test says so.
export function later() {
  let come
  const promise = new Promise((resolve) => {
    come = resolve
  })
  return { promise, come }
}

// A key server on loopback with this handler; `asked` holds its requests.
export function keyServer(handler, use) {
  const asked = []
  return served(
    (request, response) => {
      asked.push(request)
      handler(request, response)
    },
    (port) => use(`http://127.0.0.1:${port}/jwks.json`, asked),
  )
}

// Another key than the fixture's, with tokens signed by it. Not from generateKeyPairSync: in Node 20 a garbage collection during the
// export of its key stops the process.
export function otherKey(kid) {
  const pair = createECDH('prime256v1')
  const point = pair.generateKeys()
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
  const d = Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x, y }
  const privateKey = createPrivateKey({ key: { ...jwk, d }, format: 'jwk' })
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = (claims = {}, now = Math.floor(Date.now() / 1000)) => {
    const payload = {
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'agent-8',
      client_id: 'client-8',
      iat: now,
      exp: now + 300,
      ...claims,
    }
    const signed = `${encode({ alg: 'ES256', typ: 'at+jwt', kid })}.${encode(payload)}`
    const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    return `${signed}.${signature.toString('base64url')}`
  }
  return { jwk: { ...jwk, kid, alg: 'ES256', use: 'sig' }, token }
}
