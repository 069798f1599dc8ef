import type { ApiKeyRecord } from './api-key-record.js'
import { invalidPolicy } from './error.js'
import { isObject, jsonValue, type Members } from './json-value.js'
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

/** The path of a fault in a record, with the names of JavaScript. */
export function camelRecordPath(path: string): string {
  return path.replace(/^\w+/, (name) => CAMEL_NAMES[name] ?? name)
}
