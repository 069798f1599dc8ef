// Policies in camelCase: the tables are complete, the user's own names stay unchanged, errors name members as the user wrote them,
// and the vectors give the same decisions as from JSON.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { runInNewContext } from 'node:vm'

import * as native from 'doorward'
import * as wasm from 'doorward-wasm'

import { AUDIENCE, ISSUER, JWK, NOW, policy, token } from './fixture.js'

const VECTORS = new URL('../vectors/', import.meta.url)
const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
const camelMembers = (object) => Object.fromEntries(Object.entries(object).map(([name, value]) => [camel(name), value]))

function vectorCases() {
  const names = readdirSync(VECTORS).filter((name) => name.endsWith('.json'))
  return names.flatMap((name) => {
    const { policies = {}, cases = [], fetches } = JSON.parse(readFileSync(new URL(name, VECTORS), 'utf8'))
    return cases.map((item) => ({
      ...item,
      policy: typeof item.policy === 'string' ? policies[item.policy] : item.policy,
      fetches: { ...fetches, ...item.fetches },
    }))
  })
}

// A policy of the vectors as a JavaScript program writes it, with raw bytes and Key objects.
function asWritten(
  api,
  { issuers, api_keys: apiKeys, key_refresh: keyRefresh, token_cache: tokenCache, places, resource, ...rest },
  store,
) {
  const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64url'))
  const key = (source) => {
    const options = { kid: source?.kid, algorithm: source?.alg, notAfter: source?.not_after }
    if (source?.pem !== undefined) return api.Key.pem(source.pem, options)
    if (source?.secret !== undefined) return api.Key.secret(bytes(source.secret), options)
    return source
  }
  const keys = (source) => (Array.isArray(source) ? source.map(key) : key(source))
  const written = { ...rest }
  if (issuers) written.issuers = issuers.map((issuer) => camelMembers({ ...issuer, keys: keys(issuer.keys) }))
  if (keyRefresh) written.keyRefresh = camelMembers(keyRefresh)
  if (resource) written.resource = camelMembers(resource)
  if (places) {
    const camel = ([name, place]) => [name, camelMembers(place)]
    written.places = Object.fromEntries(Object.entries(places).map(camel))
  }
  if (tokenCache) written.tokenCache = camelMembers(tokenCache)
  if (apiKeys) {
    const { peppers, ...others } = camelMembers(apiKeys)
    written.apiKeys = { ...others, store }
    if (peppers) written.apiKeys.peppers = Object.fromEntries(peppers.map(({ id, secret }) => [id, bytes(secret)]))
  }
  return written
}

const text = (value) =>
  value?.times === undefined ? value : `${value.prefix ?? ''}${value.repeat.repeat(value.times)}${value.suffix ?? ''}`

// The network of a vector.
async function fetched({ fetches }, url) {
  const answer = fetches[url]
  if (answer === undefined || answer === 'unavailable') throw new TypeError('fetch failed')
  const { status, headers, body } = answer
  return new Response([204, 304].includes(status) ? null : text(body), { status, headers })
}

async function outcome(make, item) {
  try {
    const verifier = make()
    const options = { ...('scopes' in item && { scopes: item.scopes }), now: item.now }
    const { request, places, optional } = item
    const more = { ...(places && { places }), ...(optional && { optional }) }
    const headers = request?.headers.map(([name, value]) => [name, text(value)])
    const caller = request
      ? await verifier.authenticate(
          { url: text(request.url), method: request.method, headers },
          { ...options, ...more },
        )
      : await verifier.verify(text(item.credential), options)
    return JSON.stringify([caller, caller?.claims])
  } catch (error) {
    return JSON.stringify([error.code, error.status, error.headers, error.body])
  }
}

for (const api of [native, wasm]) {
  describe(`policies on the ${api.engine} engine`, () => {
    test('the vectors decide the same from camelCase as from JSON', async () => {
      const cases = vectorCases().filter(({ credential, request }) => credential !== undefined || request !== undefined)
      assert.ok(cases.length > 900)
      for (const item of cases) {
        const records = Array.isArray(item.api_keys) ? item.api_keys.map(camelMembers) : []
        const store =
          item.api_keys === 'unavailable'
            ? {
                find() {
                  throw new Error('down')
                },
              }
            : new api.MemoryApiKeyStore(records)
        const fetch = (url) => fetched(item, url)
        const fromJson = await outcome(
          () => api.Verifier.fromPolicyJson(JSON.stringify(item.policy), { apiKeyStore: store, fetch }),
          item,
        )
        const expected = item.expect.code ?? null
        const [first] = JSON.parse(fromJson)
        assert.equal(typeof first === 'string' ? first : null, expected, item.id)
        assert.equal(
          await outcome(() => new api.Verifier(asWritten(api, item.policy, store), { fetch }), item),
          fromJson,
          item.id,
        )
      }
    })

    test('errors name members in camelCase and say what was expected', () => {
      const issuer = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'], keys: JWK }
      const store = new api.MemoryApiKeyStore()
      const faults = {
        'issuers[0].leewaySeconds': { issuers: [{ ...issuer, leewaySeconds: 301 }] },
        'issuers[1].algorithms[1]': { issuers: [issuer, { ...issuer, algorithms: ['ES256', 'HS257'] }] },
        'issuers[0].requiredClaims': { issuers: [{ ...issuer, requiredClaims: 'sub' }] },
        'issuers[0].leeway_seconds': { issuers: [{ ...issuer, leeway_seconds: 5 }] },
        'issuers[0].maxAgeSeconds': { issuers: [{ ...issuer, maxAgeSeconds: Number.NaN }] },
        'issuers[0].keys': { issuers: [{ ...issuer, keys: '{"kty":"EC"}' }] },
        'apiKeys.legacyPrefixes[0]': { apiKeys: { store, legacyPrefixes: ['x'] } },
        'apiKeys.store': { apiKeys: { prefix: 'sk_agent' } },
        'apiKeys.peppers.p1': { apiKeys: { store, peppers: { p1: 'text' } } },
        'scopes.implies.leeway_seconds': { apiKeys: store, scopes: { implies: { leeway_seconds: [] } } },
        apiKeys: { apiKeys: 'store' },
        api_keys: { api_keys: {} },
        realm: { apiKeys: store, realm: '"' },
      }
      for (const [path, written] of Object.entries(faults)) {
        assert.throws(
          () => new api.Verifier(written),
          (error) => {
            assert.deepEqual([error.kind, error.path, error.status], ['misconfigured', path, 500], error.message)
            assert.ok(error.message.startsWith(`${path}: `), error.message)
            return error instanceof api.DoorwardError
          },
        )
      }
      assert.throws(() => new api.Verifier({}), { code: 'invalid_policy', path: '' })
      for (const nothing of [undefined, null, 'text', []])
        assert.throws(() => new api.Verifier(nothing), { code: 'invalid_policy' })
    })

    test('values that JSON would drop silently are refused', () => {
      for (const value of [() => 1, Symbol('x'), 10n, Number.NaN, new Map([['a', ['b']]]), new Date()]) {
        for (const written of [
          { issuers: [{ ...policy().issuers[0], scopeClaims: value }] },
          { issuers: value },
          { ...policy(), scopes: { implies: { a: value } } },
        ]) {
          assert.throws(() => new api.Verifier(written), { code: 'invalid_policy' })
        }
      }
      assert.throws(() => new api.Verifier({ issuers: Object.assign(new Array(2), policy().issuers) }), {
        code: 'invalid_policy',
        path: 'issuers[1]',
      })
    })

    test('instances of classes are refused: their getters would be missed', () => {
      class Issuer {
        issuer = ISSUER
        audience = AUDIENCE
        algorithms = ['ES256']
        keys = JWK
        get maxAgeSeconds() {
          return 1
        }
      }
      class Policy {
        issuers = policy().issuers
        get realm() {
          return 'x'
        }
      }
      class Settings {
        store = new api.MemoryApiKeyStore()
        get peppers() {
          return {}
        }
      }
      const store = new api.MemoryApiKeyStore()
      const faults = [
        ['', new Policy()],
        ['', Object.create(Object.assign(Object.create(null), policy()))],
        ['issuers[0]', { issuers: [new Issuer()] }],
        ['apiKeys', { apiKeys: new Settings() }],
        ['apiKeys.peppers', { apiKeys: { store, peppers: new Map([['p', new Uint8Array(32)]]) } }],
        ['scopes', policy({ scopes: new Map() })],
      ]
      for (const [path, written] of faults)
        assert.throws(() => new api.Verifier(written), { code: 'invalid_policy', path }, path)
      const bare = Object.assign(Object.create(null), policy())
      for (const written of [bare, runInNewContext('Object.assign({}, given)', { given: policy() })])
        assert.equal(new api.Verifier(written).verifySync(token(), { now: NOW }).subject, 'agent-7')
    })

    test('a store is no array, and no settings at the same time', () => {
      const find = () => null
      for (const apiKeys of [[], new Uint8Array(1), { store: [] }])
        assert.throws(() => new api.Verifier({ apiKeys }), { code: 'invalid_policy' })
      for (const name of ['store', 'timeoutSeconds', 'prefix', 'header', 'peppers', 'legacyPrefixes']) {
        assert.throws(() => new api.Verifier({ apiKeys: { find, [name]: 1 } }), {
          code: 'invalid_policy',
          path: 'apiKeys',
        })
      }
      assert.ok(new api.Verifier({ apiKeys: { find, client: 1 } }))
      assert.ok(new api.Verifier({ apiKeys: { store: { find, prefix: 'of its own' } } }))
      assert.throws(() => api.Verifier.fromPolicyJson('{"api_keys":{}}', { apiKeyStore: [] }), { path: 'apiKeyStore' })
    })

    test('misspelt options of fromPolicyJson and of keys are refused', () => {
      const text = JSON.stringify({ issuers: policy().issuers })
      assert.throws(() => api.Verifier.fromPolicyJson(text, { store: {} }), { code: 'invalid_policy', path: 'store' })
      assert.throws(() => api.Key.pem('', { alg: 'ES256' }), { code: 'invalid_policy', path: 'alg' })
      const secret = new Uint8Array(32)
      assert.throws(() => api.Key.secret(secret, { alg: 'HS256' }), { code: 'invalid_policy', path: 'alg' })
      for (const options of [null, 5, 'ES256', new Map()]) {
        const fault = { code: 'invalid_policy', path: 'options' }
        assert.throws(() => api.Verifier.fromPolicyJson(text, options), fault)
        assert.throws(() => api.Key.pem('', options), fault)
        assert.throws(() => api.Key.secret(secret, options), fault)
      }
    })

    test("names that look like Doorward's own stay as they are in JWKs, implications and metadata", async () => {
      const implies = { requiredClaims: ['leewaySeconds:*'], api_keys: ['apiKeys'] }
      const verifier = new api.Verifier(
        policy({ scopes: { implies }, issuers: [{ ...policy().issuers[0], keys: { ...JWK, maxAgeSeconds: 'x' } }] }),
      )
      const caller = verifier.verifySync(token({ scope: 'requiredClaims api_keys', scopeClaims: { agent_id: 1 } }), {
        now: NOW,
      })
      assert.ok(caller.allows('leewaySeconds:x') && caller.allows('apiKeys'))
      assert.deepEqual(caller.claims.scopeClaims, { agent_id: 1 })
      const metadata = { agent_id: 1, createdAt: { replaced_by: null } }
      const { key, record } = api.createApiKey({ agentId: 'a', scopes: [], metadata })
      assert.deepEqual(
        (await new api.Verifier({ apiKeys: new api.MemoryApiKeyStore([record]) }).verify(key)).claims,
        metadata,
      )
    })

    test('messages name members as JavaScript does, and say what was given', () => {
      const [issuer] = policy().issuers
      const refused = (changed) => {
        assert.throws(
          () => new api.Verifier({ issuers: [{ ...issuer, ...changed }] }),
          (error) => {
            assert.equal(error.code, 'invalid_policy')
            assert.doesNotMatch(error.message, /[a-z]_[a-z]/)
            return true
          },
        )
      }
      refused({ guessType: false })
      refused({ keys: undefined, issuer: 'http://auth.example.com' })
      refused({ jwksUri: 'https://auth.example.com/keys', metadataUrl: 'https://auth.example.com/metadata' })
      refused({ dangerNoIssuer: true })
      const pem = () => new api.Verifier({ issuers: [{ ...issuer, keys: '-----BEGIN PUBLIC KEY-----' }] })
      assert.throws(pem, /issuers\[0\]\.keys: a key expected, not a string: Key\.pem/)
      const verifier = new api.Verifier(policy())
      assert.throws(() => verifier.verifySync('t', 'r'), /options: an object expected, not string; it may have scopes/)
      assert.throws(() => api.createApiKey('agent', { scopes: [] }), /createApiKey: \{ agentId, scopes \} expected/)
    })

    test('fromPolicyJson: snake_case, and a store where API keys are accepted', () => {
      assert.throws(() => api.Verifier.fromPolicyJson('{"api_keys":{}}'), { code: 'invalid_policy', path: 'api_keys' })
      assert.throws(() => api.Verifier.fromPolicyJson('{"apiKeys":{}}'), { code: 'invalid_policy', path: 'apiKeys' })
      assert.throws(() => api.Verifier.fromPolicyJson({}), { code: 'invalid_policy' })
      assert.throws(() => api.Verifier.fromPolicyJson('{"api_keys":{}}', { apiKeyStore: {} }), { path: 'apiKeyStore' })
      assert.ok(
        api.Verifier.fromPolicyJson('{"api_keys":{}}', { apiKeyStore: new api.MemoryApiKeyStore() }) instanceof
          api.Verifier,
      )
    })
  })
}
