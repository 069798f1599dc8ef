// The tokens of one run, which every runtime reads from `.build/bench/`: keys and policies in material.json, and for each algorithm a
// pool of different tokens, one on each line. A contestant gets each token of a pool once, so that no cache helps it; it gets `seen`
// again and again.
import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const FOLDER = fileURLToPath(new URL('../../../.build/bench/', import.meta.url))
export const ALGORITHMS = ['HS256', 'RS256', 'ES256', 'EdDSA']
export const ISSUER = 'https://auth.example.com/'
export const AUDIENCE = 'https://api.example.com'
export const SCOPE = 'billing:read'

const LIFETIME_SECONDS = 6 * 3600
const KID = 'key-1'

// How many tokens each contestant gets: `rounds` times `calls`, after `warm` that do not count.
const FULL = {
  HS256: { rounds: 40, calls: 450, warm: 2000 },
  RS256: { rounds: 40, calls: 100, warm: 500 },
  ES256: { rounds: 40, calls: 100, warm: 500 },
  EdDSA: { rounds: 40, calls: 100, warm: 500 },
}
const QUICK = {
  HS256: { rounds: 8, calls: 200, warm: 400 },
  RS256: { rounds: 8, calls: 40, warm: 80 },
  ES256: { rounds: 8, calls: 40, warm: 80 },
  EdDSA: { rounds: 8, calls: 40, warm: 80 },
}

const encoded = (value) => Buffer.from(value).toString('base64url')

function keys() {
  // Characters, because express-oauth2-jwt-bearer takes a secret as text only.
  const secret = Buffer.from(randomUUID().replaceAll('-', ''))
  const pair = {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    EdDSA: generateKeyPairSync('ed25519'),
  }
  return { secret, pair }
}

const signers = ({ secret, pair }) => ({
  HS256: (input) => createHmac('sha256', secret).update(input).digest(),
  RS256: (input) => sign('sha256', Buffer.from(input), pair.RS256.privateKey),
  ES256: (input) => sign('sha256', Buffer.from(input), { key: pair.ES256.privateKey, dsaEncoding: 'ieee-p1363' }),
  EdDSA: (input) => sign(null, Buffer.from(input), pair.EdDSA.privateKey),
})

/** The claims of every token; `more` replaces or adds some. */
export function claims(more = {}) {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: ISSUER,
    sub: 'auth0|65f3a1c2b4d5e6f708192a3b',
    aud: AUDIENCE,
    exp: now + LIFETIME_SECONDS,
    iat: now - 60,
    nbf: now - 60,
    jti: randomUUID(),
    client_id: 'billing-agent',
    scope: 'billing:read billing:write',
    act: { sub: 'agent-7f3a' },
    ...more,
  }
}

export function token(algorithm, signer, more, typ = 'at+jwt') {
  const header = { alg: algorithm, typ, kid: KID }
  const input = `${encoded(JSON.stringify(header))}.${encoded(JSON.stringify(claims(more)))}`
  return `${input}.${encoded(signer(input))}`
}

/** Tokens that every contestant must refuse: the time of one that does not would mean nothing. */
function bad(algorithm, signer) {
  const now = Math.floor(Date.now() / 1000)
  const good = token(algorithm, signer)
  const at = good.lastIndexOf('.') + 1
  const forged = good.slice(0, at) + (good[at] === 'A' ? 'B' : 'A') + good.slice(at + 1)
  return {
    issuer: token(algorithm, signer, { iss: 'https://other.example.com/' }),
    audience: token(algorithm, signer, { aud: 'https://other.example.com' }),
    expired: token(algorithm, signer, { exp: now - 3600 }),
    'not yet valid': token(algorithm, signer, { nbf: now + 3600 }),
    type: token(algorithm, signer, {}, 'other+jwt'),
    scope: token(algorithm, signer, { scope: 'billing:write' }),
    forged,
  }
}

function published(algorithm, { secret, pair }) {
  if (algorithm === 'HS256') return { secret: encoded(secret) }
  const { publicKey } = pair[algorithm]
  return {
    jwk: { ...publicKey.export({ format: 'jwk' }), kid: KID, alg: algorithm, use: 'sig' },
    pem: publicKey.export({ format: 'pem', type: 'spki' }),
  }
}

function policy(algorithm, { secret, jwk }) {
  const key = secret ? { secret, alg: algorithm, kid: KID } : { keys: [jwk] }
  return { issuers: [{ issuer: ISSUER, audience: AUDIENCE, algorithms: [algorithm], keys: key, profile: 'rfc9068' }] }
}

// What grows: the number of scopes of a token, and its size by a claim that nobody reads.
const SCOPE_COUNTS = [1, 10, 100, 200, 400, 700, 1000]
const TOKEN_BYTES = [512, 1024, 2048, 4096, 8192, 16_000]

// Texts of the same length, so that only the number of scopes differs.
const scopes = (count) => [SCOPE, ...Array.from({ length: count - 1 }, (_, n) => `s:${n}`)].join(' ')

function grown(signer) {
  const plain = token('HS256', signer).length
  const padded = (bytes) => ({ pad: 'x'.repeat(Math.max(0, Math.floor(((bytes - plain) * 3) / 4) - 9)) })
  return {
    scopes: SCOPE_COUNTS.map((count) => ({ x: count, token: token('HS256', signer, { scope: scopes(count) }) })),
    bytes: TOKEN_BYTES.map((bytes) => token('HS256', signer, padded(bytes))).map((text) => ({
      x: text.length,
      token: text,
    })),
  }
}

/** Makes everything and returns a summary. */
export function make({ quick, folder = FOLDER }) {
  mkdirSync(folder, { recursive: true })
  const own = keys()
  const sign = signers(own)
  const plan = quick ? QUICK : FULL
  const material = {
    issuer: ISSUER,
    audience: AUDIENCE,
    scope: SCOPE,
    kid: KID,
    quick,
    algorithms: {},
    grown: grown(sign.HS256),
  }
  for (const algorithm of ALGORITHMS) {
    const { rounds, calls, warm } = plan[algorithm]
    const pool = Array.from({ length: rounds * calls + warm }, () => token(algorithm, sign[algorithm]))
    writeFileSync(`${folder}${algorithm}.txt`, `${pool.join('\n')}\n`)
    const key = published(algorithm, own)
    const seen = token(algorithm, sign[algorithm])
    const wrong = bad(algorithm, sign[algorithm])
    material.algorithms[algorithm] = { ...plan[algorithm], ...key, seen, bad: wrong, policy: policy(algorithm, key) }
  }
  writeFileSync(`${folder}material.json`, JSON.stringify(material))
  return material
}
