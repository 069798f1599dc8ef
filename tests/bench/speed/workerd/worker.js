// Runs in workerd: gets keys and tokens once; each request then names a contestant and tokens. The clock of workerd stands still during
// the work, so the time is measured from outside.
import { Key, Verifier } from 'doorward-wasm'
import { verify as honoVerify } from 'hono/jwt'
import { importJWK, jwtVerify } from 'jose'

import { apart, bytesOf, genuine, imported } from '../webcrypto.js'

import wasm from 'glue/doorward.wasm'
import * as peerGlue from 'peer/doorward_bench_wasm_bg.js'
import peerWasm from 'peer/peer.wasm'

const instance = new WebAssembly.Instance(peerWasm, { './doorward_bench_wasm_bg.js': peerGlue })
peerGlue.__wbg_set_wasm(instance.exports)
instance.exports.__wbindgen_start()

const TYPE = 'at+jwt'

const permitted = (payload, scope) => {
  if (!payload.scope.split(' ').includes(scope)) throw new Error('refused: insufficient scope')
  return payload.client_id
}

/** Each has a verifier of its own, so that no cache of one helps another one. */
function doorward({ issuer, audience, scope, kid }, algorithm, { secret, jwk }) {
  const keys = secret ? Key.secret(bytesOf(secret), { algorithm, kid }) : { keys: [jwk] }
  const policy = { issuers: [{ issuer, audience, algorithms: [algorithm], keys, profile: 'rfc9068' }] }
  const [async, sync] = [new Verifier(policy), new Verifier(policy)]
  const needed = { scopes: scope }
  return {
    Doorward: { role: 'ours', async: async (token) => (await async.verify(token, needed)).clientId },
    'Doorward, sync in wasm': { role: 'ours', sync: (token) => sync.verifySync(token, needed).clientId },
  }
}

/** Uses its pure Rust provider, compiled for speed with SIMD. */
function jsonwebtoken({ issuer, audience, scope }, algorithm, { secret, jwk }) {
  const key = JSON.stringify(secret ? { kty: 'oct', k: secret } : jwk)
  const peer = new peerGlue.Peer(algorithm, key, issuer, audience, scope)
  return { role: 'peer', sync: (token) => peer.grants(token) }
}

async function contestants(material, algorithm) {
  const { issuer, audience, scope } = material
  const own = material.algorithms[algorithm]
  const key = await imported(algorithm, own)
  const joseKey = own.secret ? key : await importJWK(own.jwk, algorithm)
  const required = ['sub', 'client_id', 'iat', 'jti', 'exp']
  const joseOptions = { issuer, audience, algorithms: [algorithm], typ: TYPE, requiredClaims: required }
  const honoOptions = { alg: algorithm, iss: issuer, aud: audience, typ: TYPE }
  return {
    'floor: WebCrypto': {
      role: 'floor',
      prepare: apart,
      async: (token) => genuine(algorithm, key, token),
    },
    ...doorward(material, algorithm, own),
    jose: {
      role: 'peer',
      async: async (token) => permitted((await jwtVerify(token, joseKey, joseOptions)).payload, scope),
    },
    'jsonwebtoken in wasm': jsonwebtoken(material, algorithm, own),
    'hono/jwt': { role: 'peer', async: async (token) => permitted(await honoVerify(token, key, honoOptions), scope) },
  }
}

let material
let pools
const made = new Map()

/** The contestants and their tokens, made once. Tokens that are split beforehand are split before the clock runs. */
async function ready(algorithm) {
  const kept = made.get(algorithm)
  if (kept) return kept
  const found = await contestants(material, algorithm)
  const { seen, bad } = material.algorithms[algorithm]
  await refuse(found, bad)
  const again = Array(pools[algorithm].length).fill(seen)
  for (const contestant of Object.values(found)) {
    const prepare = contestant.prepare ?? ((token) => token)
    contestant.shown = { new: pools[algorithm].map(prepare), seen: again.map(prepare) }
  }
  made.set(algorithm, found)
  return found
}

/** A contestant that grants one of these does less work than the others. */
async function refuse(found, bad) {
  for (const [name, contestant] of Object.entries(found)) {
    for (const [what, token] of contestant.prepare ? [] : Object.entries(bad)) {
      const decide = contestant.sync ?? contestant.async
      const granted = await Promise.resolve(token)
        .then(decide)
        .catch(() => false)
      if (granted) throw new Error(`${name} granted a token with a wrong ${what}`)
    }
  }
}

async function ask({ algorithm, name, from, to, kind }) {
  const contestant = (await ready(algorithm))[name]
  const items = contestant.shown[kind].slice(from, to)
  let granted = 0
  if (contestant.sync) {
    for (const item of items) if (contestant.sync(item)) granted += 1
  } else {
    for (const item of items) if (await contestant.async(item)) granted += 1
  }
  return granted
}

/** Makes instances of the module with empty imports, as a new isolate does. */
function instantiate(count) {
  const imports = {}
  for (const { module, name, kind } of WebAssembly.Module.imports(wasm)) {
    imports[module] ??= {}
    if (kind === 'function') imports[module][name] = () => 0
  }
  let made = 0
  for (; made < count; made += 1) new WebAssembly.Instance(wasm, imports)
  return made
}

export default {
  async fetch(request) {
    try {
      const asked = await request.json()
      if (asked.material) {
        material = asked.material
        pools = asked.pools
        made.clear()
        return Response.json(1)
      }
      if (asked.names) return Response.json(roles(await ready(asked.names)))
      if (asked.instantiate !== undefined) return Response.json(instantiate(asked.instantiate))
      return Response.json(await ask(asked))
    } catch (error) {
      return new Response(error.stack ?? String(error), { status: 500 })
    }
  },
}

const roles = (found) => Object.entries(found).map(([name, { role }]) => ({ name, role }))
