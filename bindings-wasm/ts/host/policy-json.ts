import type { ApiKeyStore } from './api-key-record.js'
import { claimJson } from './claim.js'
import type { Engine } from './engine.js'
import { invalidPolicy, type Renaming } from './error.js'
import { checkPlain, isObject, jsonValue, kindOf, mapArray, type Members, memberPath } from './json-value.js'
import { base64url, Key, keyMembers } from './key.js'
import { API_KEYS, ISSUER_OR_PRESET, KEY_REFRESH, PLACE, POLICY, RESOURCE, SCOPES, TOKEN_CACHE } from './names.js'
import type { Policy } from './policy.js'
import { inverse, type NameTable, renameMembers } from './rename-members.js'

/** A policy as the core reads it, and the API key store that stands in it. */
export interface PolicyParts {
  readonly json: string
  readonly store: ApiKeyStore | undefined
}

/** Writes a policy as JSON for the core. Checks only what JSON cannot express; the core checks the rest. */
export function policyParts(policy: Policy): PolicyParts {
  if (!isObject(policy)) throw invalidPolicy('', `a policy expected, an object, not ${kindOf(policy)}`)
  let store: ApiKeyStore | undefined
  const members = renameMembers(policy, POLICY, '', (name, value, path) => {
    if (name === 'issuers') return mapArray(value, path, issuer)
    if (name === 'scopes') return settings(value, SCOPES, path)
    if (name === 'places') return places(value, path)
    if (name === 'resource') return settings(value, RESOURCE, path)
    if (name === 'keyRefresh') return settings(value, KEY_REFRESH, path)
    if (name === 'tokenCache') return settings(value, TOKEN_CACHE, path)
    if (name !== 'apiKeys' || value === null) return jsonValue(value, path)
    const keys = apiKeys(value, path)
    store = keys.store
    return keys.members
  })
  return { json: JSON.stringify(members), store }
}

function settings(value: unknown, names: NameTable, path: string): unknown {
  if (!isObject(value)) return jsonValue(value, path)
  return renameMembers(value, names, path, (_, member, at) => jsonValue(member, at))
}

function places(value: unknown, path: string): unknown {
  if (!isObject(value)) return jsonValue(value, path)
  checkPlain(value, path)
  const place = ([name, one]: [string, unknown]) => [name, settings(one, PLACE, memberPath(path, name))]
  return Object.fromEntries(Object.entries(value).map(place))
}

function issuer(value: unknown, path: string): unknown {
  if (!isObject(value)) return jsonValue(value, path)
  return renameMembers(value, ISSUER_OR_PRESET, path, (name, member, at) => {
    if (name === 'requiredClaims') return mapArray(member, at, claimJson)
    if (name !== 'keys') return jsonValue(member, at)
    return Array.isArray(member) ? mapArray(member, at, key) : key(member, at)
  })
}

function key(value: unknown, path: string): unknown {
  if (typeof value === 'string') throw invalidPolicy(path, 'a key expected, not a string: Key.pem(…) or a JWK')
  return jsonValue(value instanceof Key ? keyMembers(value) : value, path)
}

/** Refuses arrays and typed arrays, because their `find` takes a function and would fail at each lookup. */
export function isStore(value: unknown): value is ApiKeyStore {
  return isObject(value) && !ArrayBuffer.isView(value) && typeof value.find === 'function'
}

/** The JSON form of a policy. */
export function checkedJson(text: unknown): string {
  if (typeof text !== 'string') throw invalidPolicy('', 'the JSON text of a policy expected')
  return text
}

export function checkedStore(store: ApiKeyStore | undefined): ApiKeyStore | undefined {
  if (store === undefined || isStore(store)) return store
  throw invalidPolicy('apiKeyStore', 'a store expected: an object with the method find')
}

/** A policy in JSON says that there are API keys, and holds no store. */
export function checkStore({ apiKeyTimeoutSeconds }: Pick<Engine, 'apiKeyTimeoutSeconds'>, store: unknown): void {
  if (apiKeyTimeoutSeconds == null || store !== undefined) return
  throw invalidPolicy('api_keys', 'a store is needed: give the option apiKeyStore')
}

// A store that also has one of these members is refused, because the setting would have no effect.
const STORE_AND_SETTINGS = ['store', ...Object.keys(API_KEYS)]

function apiKeys(value: unknown, path: string): { store: ApiKeyStore; members: unknown } {
  if (isStore(value)) {
    const setting = STORE_AND_SETTINGS.find((name) => Object.hasOwn(value, name))
    if (setting !== undefined) {
      throw invalidPolicy(path, `a store, or settings with a store: this has find and ${setting}; give { store, … }`)
    }
    return { store: value, members: {} }
  }
  if (!isObject(value)) throw invalidPolicy(path, 'a store expected, or an object with a store')
  checkPlain(value, path)
  const { store, ...rest } = value
  if (!isStore(store)) throw invalidPolicy(`${path}.store`, 'a store expected: an object with the method find')
  const members = renameMembers(rest, API_KEYS, path, (name, member, at) =>
    name === 'peppers' && isObject(member) ? peppers(member, at) : jsonValue(member, at),
  )
  return { store, members }
}

function peppers(value: Members, path: string): unknown {
  checkPlain(value, path)
  return Object.entries(value).map(([id, bytes]) => {
    if (!(bytes instanceof Uint8Array)) throw invalidPolicy(`${path}.${id}`, 'raw bytes expected, a Uint8Array')
    return { id, secret: base64url(bytes, 'a pepper') }
  })
}

const CAMEL_NAMES: Readonly<Record<string, NameTable>> = {
  issuers: inverse(ISSUER_OR_PRESET),
  api_keys: inverse(API_KEYS),
  scopes: inverse(SCOPES),
  resource: inverse(RESOURCE),
  key_refresh: inverse(KEY_REFRESH),
  token_cache: inverse(TOKEN_CACHE),
}
const CAMEL_POLICY = inverse(POLICY)

const CAMEL_MEMBERS = Object.assign({}, CAMEL_POLICY, inverse(PLACE), ...Object.values(CAMEL_NAMES)) as NameTable

/** The names of JavaScript in the path of a fault and in its sentence. */
export const CAMEL_FAULT: Renaming = {
  path: camelPolicyPath,
  fault: (sentence) => sentence.replace(/\w+/g, (word) => CAMEL_MEMBERS[word] ?? word),
}

/** Only the first two names of a path are Doorward's own. */
function camelPolicyPath(path: string): string {
  const [, first = '', index = '', second, rest = ''] = /^(\w+)(\[\d+\])?(?:\.([^.[]+))?(.*)$/s.exec(path) ?? []
  const names = CAMEL_NAMES[first]
  if (names === undefined) return path
  const head = `${CAMEL_POLICY[first] ?? first}${index}`
  return second === undefined ? `${head}${rest}` : `${head}.${names[second] ?? second}${rest}`
}
