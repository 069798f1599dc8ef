// A key, a policy and tokens for the tests, made with Node's own crypto.
import { generateKeyPairSync, sign } from 'node:crypto'

export const ISSUER = 'https://auth.example.com/'
export const AUDIENCE = 'https://api.example.com'
export const NOW = 1_800_000_000

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
export const JWK = { ...publicKey.export({ format: 'jwk' }), kid: 'key-1' }

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

export function token(claims = {}, now = NOW) {
  const payload = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'agent-7',
    client_id: 'client-9',
    scope: 'billing:read',
    iat: now,
    exp: now + 300,
    ...claims,
  }
  const signed = `${encode({ alg: 'ES256', typ: 'at+jwt', kid: 'key-1' })}.${encode(payload)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

export const policy = (changes = {}) => ({
  issuers: [{ issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'], keys: JWK }],
  realm: 'test',
  ...changes,
})

// A token of the present time, for tests over HTTP.
export const fresh = (claims) => token(claims, Math.floor(Date.now() / 1000))
