// A genuine token and a forged one, and the key of their issuer, for programs in processes of their own.
import { generateKeyPairSync, sign } from 'node:crypto'

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const signed = (claims, key) => {
  const input = `${encode({ alg: 'ES256', typ: 'at+jwt', kid: 'bundle' })}.${encode(claims)}`
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

const now = Math.floor(Date.now() / 1000)
const CLAIMS = {
  iss: 'https://auth.example.com/',
  aud: 'https://api.example.com',
  client_id: 'bundled-agent',
  scope: 'billing:read',
  iat: now,
  exp: now + 3600,
}

export const ISSUER_KEY = JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid: 'bundle' })
export const GENUINE = signed(CLAIMS, privateKey)
/** The same claims, signed by another key. */
export const FORGED = signed(CLAIMS, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
