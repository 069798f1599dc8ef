// express-oauth2-jwt-bearer before an Express route; it has no option for a clock, so `Date` is stopped.
import express from 'express'
import { auth } from 'express-oauth2-jwt-bearer'

import { bareKey, known, LeftOut, NAMES, pem, remembered, secretOf, verdict, versioned } from './policy.mjs'
import { authorized, keyServer, listen } from './servers.mjs'

const TEXT = new TextDecoder('utf-8', { fatal: true })
// These the middleware demands without being told.
const DEMANDED = ['iss', 'aud', 'exp']
// A validator takes the place of the middleware's own for that claim, which must not be lost.
const PRESENT = {
  sub: (value) => typeof value === 'string',
  client_id: (value) => typeof value === 'string',
  jti: (value) => typeof value === 'string',
  iat: (value) => typeof value === 'number',
}

function keysOf(policy, server) {
  const secret = secretOf(policy)
  const bare = bareKey(policy)
  if (!secret && !bare) return { jwksUri: server.base(policy.jwks) }
  if (!secret && policy.algorithms.length > 1) throw new LeftOut('one key by itself for several algorithms')
  if (!secret) return { publicKey: pem(bare) }
  try {
    return { secret: TEXT.decode(secret) }
  } catch {
    throw new LeftOut('a secret is text')
  }
}

function validatorsOf({ algorithms, required, atJwt }) {
  // `strict` demands the claims of RFC 9068 itself.
  const claims = required.filter((name) => !DEMANDED.includes(name) && !(atJwt && PRESENT[name]))
  const present = claims.map((name) => [name, PRESENT[name] ?? ((value) => value !== undefined && value !== null)])
  const several = algorithms.length > 1 ? { alg: (alg) => algorithms.includes(alg) } : {}
  return { ...Object.fromEntries(present), ...several }
}

export function optionsOf(policy, server) {
  known(policy, [...NAMES, 'EdDSA'])
  const { issuer, audience, algorithms, leeway, atJwt, maxAge } = policy
  return {
    ...keysOf(policy, server),
    issuer,
    audience,
    clockTolerance: leeway,
    strict: atJwt,
    ...(algorithms.length === 1 ? { tokenSigningAlg: algorithms[0] } : {}),
    ...(maxAge === null ? {} : { maxTokenAge: maxAge }),
    validators: validatorsOf(policy),
  }
}

/** A route under a guard of these options; answers its path. */
export function guarded(app, path, options) {
  app.get(path, auth(options), (_req, res) => res.json(true))
  // Express's own answer would print the error.
  app.use(path, (error, _req, res, _next) =>
    res
      .set(error.headers ?? {})
      .status(error.status ?? 500)
      .end(),
  )
  return path
}

export async function expressBearer() {
  const keys = await keyServer()
  const app = express()
  const server = await listen(app)
  let guards = 0
  const route = remembered((policy) => guarded(app, `/${guards++}`, optionsOf(policy, keys)))
  const check = async ({ token, now, policy }) => {
    const path = route(policy)
    if (!/^[\x21-\x7e]+$/.test(token)) throw new LeftOut('not sendable in a header')
    const { status, challenge } = await authorized({ port: server.port, path, token, now })
    if (status !== 200) throw Object.assign(new Error(challenge), { code: `status ${status}`, status })
  }
  const close = () => [server, keys].map((one) => one.close())
  const own = ({ status }) => status >= 400 && status < 500
  return { name: versioned('express-oauth2-jwt-bearer'), close, ask: (one) => verdict(() => check(one), own) }
}
