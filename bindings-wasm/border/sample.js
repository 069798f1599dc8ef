// One access token of 500 bytes under HS256, its policy, and the ways over the border.
import { createHmac } from 'node:crypto'

const TOKEN_BYTES = 500
export const NOW = 1_800_000_000

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

export function sample() {
  const secret = Buffer.alloc(32, 7)
  const claims = {
    iss: 'https://auth.example.com/',
    sub: 'agent-7',
    aud: 'https://api.example.com',
    client_id: 'client-9',
    exp: NOW + 300,
    iat: NOW - 60,
    jti: '0195f2d0-7f3c-7a41-9c1e-6a5f9d3e2b10',
    scope: 'billing:read billing:write users:read',
  }
  const token = (filler) => {
    const signed = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: 'key-1' })}.${encode({ ...claims, tenant: 'x'.repeat(filler) })}`
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
  }
  let filler = 0
  while (token(filler).length < TOKEN_BYTES) filler += 1
  const policy = {
    issuers: [
      {
        issuer: claims.iss,
        audience: claims.aud,
        algorithms: ['HS256'],
        keys: { secret: secret.toString('base64url'), alg: 'HS256', kid: 'key-1' },
        profile: 'rfc9068',
      },
    ],
  }
  return { token: token(filler), policy: JSON.stringify(policy), scope: '"billing:read"' }
}
