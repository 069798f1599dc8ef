import type { ApiKeyRecord } from './api-key-record.js'
import { invalidPolicy, type Renaming } from './error.js'
import { isObject, jsonValue, type Members, memberPath } from './json-value.js'
import { RECORD } from './names.js'
import { camelMembers, inverse, renameMembers } from './rename-members.js'

/** A record with the names that the core reads. */
export function recordMembers(record: unknown, path = ''): Members {
  if (!isObject(record)) throw invalidPolicy(path, 'an API key record expected')
  return renameMembers(record, RECORD, path, (_, member, at) => jsonValue(member, at))
}

/** A record from the core's JSON, with every member. */
export function recordFromJson(json: string): ApiKeyRecord {
  return camelMembers<ApiKeyRecord>(JSON.parse(json))
}

const CAMEL_NAMES = inverse(RECORD)

/** The names of JavaScript in the path of a fault in a record, which stands at `within`. */
export function recordFaultAt(within = ''): Renaming {
  return {
    path(path) {
      const camel = path.replace(/^\w+/, (name) => CAMEL_NAMES[name] ?? name)
      return camel === '' ? within : memberPath(within, camel)
    },
  }
}
