import { invalidPolicy } from './error.js'
import { base64url, Key, keySource } from './key.js'
import { API_KEYS, ISSUER, inverse, KEY_REFRESH, type Names, POLICY, SCOPES, TOKEN_CACHE } from './names.js'
import { checkPlain, each, isObject, plain, renamed } from './plain.js'
import type { Policy } from './policy.js'
import type { ApiKeyStore } from './record.js'

/** A policy as the core reads it, and the store that answers for it. */
export interface Read {
  readonly json: string
  readonly store: ApiKeyStore | undefined
}

/** Writes a policy in the core's JSON. Judges nothing but its shape; the rest is the core's. */
export function policyJson(policy: Policy): Read {
  if (!isObject(policy)) throw invalidPolicy('', 'an object expected')
  let store: ApiKeyStore | undefined
  const members = renamed(policy, POLICY, '', (name, value, path) => {
    if (name === 'issuers') return each(value, path, issuer)
    if (name === 'scopes') return settings(value, SCOPES, path)
    if (name === 'keyRefresh') return settings(value, KEY_REFRESH, path)
    if (name === 'tokenCache') return settings(value, TOKEN_CACHE, path)
    if (name !== 'apiKeys' || value === null) return plain(value, path)
    const keys = apiKeys(value, path)
    store = keys.store
    return keys.members
  })
  return { json: JSON.stringify(members), store }
}

function settings(value: unknown, names: Names, path: string): unknown {
  return isObject(value) ? renamed(value, names, path, (_, member, at) => plain(member, at)) : plain(value, path)
}

function issuer(value: unknown, path: string): unknown {
  if (!isObject(value)) return plain(value, path)
  return renamed(value, ISSUER, path, (name, member, at) => {
    if (name !== 'keys') return plain(member, at)
    return Array.isArray(member) ? each(member, at, key) : key(member, at)
  })
}

function key(value: unknown, path: string): unknown {
  return plain(value instanceof Key ? keySource(value) : value, path)
}

/** Arrays have a `find` too, which finds anybody's record. */
export function isStore(value: unknown): value is ApiKeyStore {
  return isObject(value) && !ArrayBuffer.isView(value) && typeof value.find === 'function'
}

// Beside `find` they would be passed over: in one object they are refused.
const SETTINGS = ['store', ...Object.keys(API_KEYS)]

function apiKeys(value: unknown, path: string): { store: ApiKeyStore; members: unknown } {
  if (isStore(value)) {
    const both = SETTINGS.find((name) => Object.hasOwn(value, name))
    if (both !== undefined) {
      throw invalidPolicy(path, `a store, or settings with a store: this has find and ${both}; give { store, … }`)
    }
    return { store: value, members: {} }
  }
  if (!isObject(value)) throw invalidPolicy(path, 'a store expected, or an object with a store')
  checkPlain(value, path)
  const { store, ...rest } = value
  if (!isStore(store)) throw invalidPolicy(`${path}.store`, 'a store expected: an object with the method find')
  const members = renamed(rest, API_KEYS, path, (name, member, at) =>
    name === 'peppers' && isObject(member) ? peppers(member, at) : plain(member, at),
  )
  return { store, members }
}

function peppers(value: Readonly<Record<string, unknown>>, path: string): unknown {
  checkPlain(value, path)
  return Object.entries(value).map(([id, bytes]) => {
    if (!(bytes instanceof Uint8Array)) throw invalidPolicy(`${path}.${id}`, 'raw bytes expected, a Uint8Array')
    return { id, secret: base64url(bytes, 'a pepper') }
  })
}

const TABLES = {
  '': inverse(POLICY),
  issuers: inverse(ISSUER),
  api_keys: inverse(API_KEYS),
  scopes: inverse(SCOPES),
  key_refresh: inverse(KEY_REFRESH),
  token_cache: inverse(TOKEN_CACHE),
}

/** The path of a fault in the caller's names: only the first two names are Doorward's own. */
export function camelPath(path: string): string {
  const [, first = '', index = '', second, rest = ''] = /^(\w+)(\[\d+\])?(?:\.([^.[]+))?(.*)$/s.exec(path) ?? []
  const names = TABLES[first as keyof typeof TABLES]
  if (names === undefined || first === '') return path
  const head = `${TABLES[''][first] ?? first}${index}`
  return second === undefined ? `${head}${rest}` : `${head}.${names[second] ?? second}${rest}`
}
