// The contestants in Node. Each gets a token and returns the client, after it has checked issuer, audience, lifetime, type and scope:
// with the options of the library where it has them, otherwise by hand.
import { createHmac, createPublicKey, createSecretKey, timingSafeEqual, verify as verifySignature } from 'node:crypto'

import { JwtVerifier } from 'aws-jwt-verify'
import { Key, Verifier } from 'doorward'
import { createVerifier } from 'fast-jwt'
import { importJWK, jwtVerify } from 'jose'
import jsonwebtoken from 'jsonwebtoken'

const TYPE = 'at+jwt'

// `npm install` installs it, because a lock would name platforms that are not published everywhere. Where it is missing, the tables leave
// it out.
const nodeRsVerify = await import('@node-rs/jsonwebtoken').then(
  ({ verifySync }) => verifySync,
  () => undefined,
)

function refuse(what) {
  throw new Error(`refused: ${what}`)
}

const typed = (type) => (type === TYPE ? undefined : refuse('type'))

/** By hand, as users do it. */
const permitted = (payload, scope) =>
  payload.scope.split(' ').includes(scope) ? payload.client_id : refuse('insufficient scope')

/** Reads the header again where the library does not return it. */
const headerOf = (token) => JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString())

/** Each has a verifier of its own, so that no cache of one helps another one. */
function doorward({ issuer, audience, scope, kid }, algorithm, { secret, jwk }) {
  const keys = secret ? Key.secret(Buffer.from(secret, 'base64url'), { algorithm, kid }) : { keys: [jwk] }
  const policy = { issuers: [{ issuer, audience, algorithms: [algorithm], keys, profile: 'rfc9068' }] }
  const [sync, async, read] = [new Verifier(policy), new Verifier(policy), new Verifier(policy)]
  const needed = { scopes: scope }
  return {
    Doorward: { role: 'ours', sync: (token) => sync.verifySync(token, needed).clientId },
    'Doorward, async': { role: 'ours', async: async (token) => (await async.verify(token, needed)).clientId },
    'Doorward, claims read': { role: 'ours', sync: (token) => read.verifySync(token, needed).claims.client_id },
  }
}

async function jose({ issuer, audience, scope }, algorithm, { object, jwk }) {
  // From bytes it would import the secret for each token.
  const key = object ?? (await importJWK(jwk, algorithm))
  const requiredClaims = ['sub', 'client_id', 'iat', 'jti', 'exp']
  const options = { issuer, audience, algorithms: [algorithm], typ: TYPE, requiredClaims }
  return { role: 'peer', async: async (token) => permitted((await jwtVerify(token, key, options)).payload, scope) }
}

function ofJsonwebtoken({ issuer, audience, scope }, algorithm, { key, object = key }) {
  // It does not support EdDSA.
  if (algorithm === 'EdDSA') return undefined
  const options = { issuer, audience, algorithms: [algorithm], complete: true }
  return {
    role: 'peer',
    sync(token) {
      const { header, payload } = jsonwebtoken.verify(token, object, options)
      typed(header.typ)
      return permitted(payload, scope)
    },
  }
}

function fastJwt({ issuer, audience, scope }, algorithm, { key, secret, pem }, cache) {
  const verify = createVerifier({
    key: secret ? key : pem,
    algorithms: [algorithm],
    allowedIss: issuer,
    allowedAud: audience,
    checkTyp: TYPE,
    requiredClaims: ['sub', 'client_id', 'iat', 'jti', 'exp'],
    cache,
  })
  return { role: 'peer', sync: (token) => permitted(verify(token), scope) }
}

function nodeRs({ issuer, audience, scope }, algorithm, { key, secret, pem }) {
  if (nodeRsVerify === undefined) return undefined
  const validation = {
    iss: [issuer],
    aud: [audience],
    algorithms: [algorithm],
    validateNbf: true,
    requiredSpecClaims: ['exp', 'iss', 'aud', 'sub'],
  }
  return {
    role: 'peer',
    sync(token) {
      const payload = nodeRsVerify(token, secret ? key : pem, validation)
      typed(headerOf(token).typ)
      return permitted(payload, scope)
    },
  }
}

function awsJwtVerify({ issuer, audience, scope }, algorithm, { jwk }) {
  // It does not support shared secrets.
  if (algorithm === 'HS256') return undefined
  const verifier = JwtVerifier.create({
    issuer,
    audience,
    scope,
    jwksUri: 'https://auth.example.com/keys',
    customJwtCheck: ({ header }) => typed(header.typ),
  })
  verifier.cacheJwks({ keys: [jwk] })
  return { role: 'peer', sync: (token) => verifier.verifySync(token).client_id }
}

/** Checks the signature and nothing else, of a token that was split before. */
function floor(algorithm, { key, secret }) {
  const check = secret
    ? (input, signature) => timingSafeEqual(createHmac('sha256', key).update(input).digest(), signature)
    : algorithm === 'ES256'
      ? (input, signature) => verifySignature('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature)
      : (input, signature) => verifySignature(algorithm === 'EdDSA' ? null : 'sha256', input, key, signature)
  return {
    role: 'floor',
    prepare(token) {
      const dot = token.lastIndexOf('.')
      return [Buffer.from(token.slice(0, dot)), Buffer.from(token.slice(dot + 1), 'base64url')]
    },
    sync: ([input, signature]) => check(input, signature),
  }
}

/** By name; without those that do not support the algorithm. */
export async function contestants(material, algorithm) {
  const signed = material.algorithms[algorithm]
  const { secret, pem } = signed
  const bytes = secret && Buffer.from(secret, 'base64url')
  const own = { ...signed, key: bytes ?? createPublicKey(pem), object: bytes && createSecretKey(bytes) }
  const all = {
    'floor: node:crypto': floor(algorithm, own),
    ...doorward(material, algorithm, own),
    'fast-jwt': fastJwt(material, algorithm, own, false),
    'fast-jwt, cached': fastJwt(material, algorithm, own, true),
    '@node-rs/jsonwebtoken': nodeRs(material, algorithm, own),
    'aws-jwt-verify': awsJwtVerify(material, algorithm, own),
    jose: await jose(material, algorithm, own),
    jsonwebtoken: ofJsonwebtoken(material, algorithm, own),
  }
  return Object.fromEntries(Object.entries(all).filter(([, contestant]) => contestant !== undefined))
}
