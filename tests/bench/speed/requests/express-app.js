// Express with no guard, with ours and with the usual one, each with both algorithms.
import { createHmac, createPublicKey, createSecretKey, timingSafeEqual, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

import { Key, Verifier } from 'doorward'
import { guard } from 'doorward/express'
import express from 'express'
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer'

import { FOLDER } from '../tokens.js'

const material = JSON.parse(readFileSync(`${FOLDER}material.json`, 'utf8'))
const { issuer, audience, scope, kid } = material

function ours(algorithm) {
  const { secret, jwk } = material.algorithms[algorithm]
  const keys = secret ? Key.secret(Buffer.from(secret, 'base64url'), { algorithm, kid }) : { keys: [jwk] }
  return guard(
    new Verifier({ issuers: [{ issuer, audience, algorithms: [algorithm], keys, profile: 'rfc9068' }] }),
    scope,
  )
}

/** It takes a secret, or keys by a URL. The URL is a server of this bench, which is asked once. */
function peer(algorithm) {
  const { secret } = material.algorithms[algorithm]
  const keys = secret ? { secret: Buffer.from(secret, 'base64url').toString() } : { jwksUri: process.env.BENCH_KEYS }
  return [auth({ issuer, audience, tokenSigningAlg: algorithm, strict: true, ...keys }), requiredScopes(scope)]
}

/** The cost of a guard that checks nothing. */
const nobody = (_req, _res, next) => next()

/** The cost of the platform's check of the signature alone. */
function signature(algorithm) {
  const { secret, jwk } = material.algorithms[algorithm]
  const key = secret ? createSecretKey(secret, 'base64url') : createPublicKey({ key: jwk, format: 'jwk' })
  const genuine = secret
    ? (input, given) => timingSafeEqual(createHmac('sha256', key).update(input).digest(), given)
    : (input, given) => verify('sha256', input, key, given)
  return (req, res, next) => {
    const token = req.headers.authorization.slice('Bearer '.length)
    const dot = token.lastIndexOf('.')
    const [input, given] = [Buffer.from(token.slice(0, dot)), Buffer.from(token.slice(dot + 1), 'base64url')]
    if (genuine(input, given)) next()
    else res.sendStatus(401)
  }
}

// An application for each, because Express would try the routes of the others first.
const apps = new Map()
function serve(path, ...handlers) {
  const app = express()
  app.get(path, ...handlers)
  apps.set(path, app)
}
for (const algorithm of ['HS256', 'RS256']) {
  serve(`/none/${algorithm}`, (_req, res) => res.json({ agent: 'billing-agent' }))
  serve(`/empty/${algorithm}`, nobody, (_req, res) => res.json({ agent: 'billing-agent' }))
  serve(`/signature/${algorithm}`, signature(algorithm), (_req, res) => res.json({ agent: 'billing-agent' }))
  serve(`/ours/${algorithm}`, ours(algorithm), (req, res) => res.json({ agent: req.auth.clientId }))
  serve(`/peer/${algorithm}`, ...peer(algorithm), (req, res) => res.json({ agent: req.auth.payload.client_id }))
}
const server = createServer((req, res) => apps.get(req.url)(req, res))
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`)
})
