// A Worker with no guard, with ours and with the usual one, each with both algorithms.
import { Key, Principal, Verifier } from 'doorward-wasm'
import { guard } from 'doorward-wasm/fetch'
import { importJWK, jwtVerify } from 'jose'

import { apart, bytesOf, genuine, imported } from '../webcrypto.js'

const TYPE = 'at+jwt'

function ours({ issuer, audience, scope, kid, algorithms }, algorithm) {
  const { secret, jwk } = algorithms[algorithm]
  const keys = secret ? Key.secret(bytesOf(secret), { algorithm, kid }) : { keys: [jwk] }
  const verifier = new Verifier({ issuers: [{ issuer, audience, algorithms: [algorithm], keys, profile: 'rfc9068' }] })
  const allowed = guard(verifier, scope)
  return async (request, context) => {
    const caller = await allowed(request, context)
    return caller instanceof Principal ? Response.json({ agent: caller.clientId }) : caller
  }
}

/** The cost of WebCrypto's check of the signature alone. */
async function signature({ algorithms }, algorithm) {
  const key = await imported(algorithm, algorithms[algorithm])
  return async (request) => {
    const token = request.headers.get('authorization').slice('Bearer '.length)
    const granted = await genuine(algorithm, key, apart(token))
    return granted ? Response.json({ agent: 'billing-agent' }) : new Response('unauthorized', { status: 401 })
  }
}

async function peer({ issuer, audience, scope, algorithms }, algorithm) {
  const own = algorithms[algorithm]
  const key = own.secret ? await imported(algorithm, own) : await importJWK(own.jwk, algorithm)
  const options = { issuer, audience, algorithms: [algorithm], typ: TYPE, requiredClaims: ['sub', 'client_id', 'exp'] }
  return async (request) => {
    const [scheme, token] = (request.headers.get('authorization') ?? '').split(' ')
    try {
      if (scheme !== 'Bearer') throw new Error('no token')
      const { payload } = await jwtVerify(token, key, options)
      if (!payload.scope.split(' ').includes(scope)) return new Response('forbidden', { status: 403 })
      return Response.json({ agent: payload.client_id })
    } catch {
      return new Response('unauthorized', { status: 401, headers: { 'www-authenticate': 'Bearer' } })
    }
  }
}

const none = async () => Response.json({ agent: 'billing-agent' })
/** The cost of a guard that checks nothing: one promise. */
const nobody = async () => ({ clientId: 'billing-agent' })
const empty = async (request) => Response.json({ agent: (await nobody(request)).clientId })
const handlers = new Map()

async function made(way, algorithm, env) {
  const material = JSON.parse(env.MATERIAL)
  if (way === 'none') return none
  if (way === 'empty') return empty
  if (way === 'signature') return await signature(material, algorithm)
  return way === 'ours' ? ours(material, algorithm) : await peer(material, algorithm)
}

export default {
  async fetch(request, env, context) {
    const { pathname } = new URL(request.url)
    const [, way, algorithm] = pathname.split('/')
    if (!handlers.has(pathname)) handlers.set(pathname, await made(way, algorithm, env))
    return handlers.get(pathname)(request, context)
  },
}
