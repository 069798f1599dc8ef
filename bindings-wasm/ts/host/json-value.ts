import { invalidPolicy } from './error.js'

/** An object that is read member by member. */
export type Members = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a value is, in the words of a message. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : typeof value
}

/**
 * Refuses instances of classes. A getter that stands on a prototype is no own member: a `status` there would be missed, and a missing
 * status means "active".
 */
export function checkPlain(value: object, path: string): void {
  const prototype: object | null = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype) return
  // The Object.prototype of another realm: the sandbox of a test runner, a frame.
  if (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')) return
  throw invalidPolicy(path, `a plain object expected, not ${prototype.constructor?.name || 'an instance'}`)
}

/**
 * Reads each option once, and own properties only: nothing else in the program can add an option, or change one between check and use.
 * Options are `undefined`, or a plain object with the names of `defaults`, because a misspelt option would have no effect.
 */
export function readOptions<T extends object>(options: unknown, defaults: T): T {
  if (options === undefined) return defaults
  if (!isObject(options)) {
    const names = Object.keys(defaults).join(', ')
    throw invalidPolicy('options', `an object expected, not ${kindOf(options)}; it may have ${names}`)
  }
  checkPlain(options, 'options')
  const read: T = { ...defaults }
  for (const name of Object.getOwnPropertyNames(options)) {
    if (!Object.hasOwn(defaults, name)) {
      throw invalidPolicy(name, `not a known option; known are ${Object.keys(defaults).join(', ')}`)
    }
    ;(read as Record<string, unknown>)[name] = options[name]
  }
  return read
}

/** The path of a member or of an element. */
export function memberPath(path: string, name: string | number): string {
  if (typeof name === 'number') return `${path}[${name}]`
  return path === '' ? name : `${path}.${name}`
}

/** Converts the elements of an array. Any other value goes on unchanged, and the core refuses it. */
export function mapArray(value: unknown, path: string, convert: (value: unknown, path: string) => unknown): unknown {
  if (!Array.isArray(value)) return jsonValue(value, path)
  // Not `map`: it skips holes, and JSON would turn them into null.
  return Array.from(value, (element, index) => convert(element, memberPath(path, index)))
}

/**
 * The value as JSON holds it. JSON turns `NaN` and functions into null or nothing, which mean "not set" to the core, so that a limit
 * could vanish. They are refused instead.
 */
export function jsonValue(value: unknown, path: string): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return mapArray(value, path, jsonValue)
  if (isObject(value)) return jsonObject(value, path)
  throw invalidPolicy(path, `a JSON value expected, not ${typeof value === 'number' ? value : typeof value}`)
}

function jsonObject(value: Members, path: string): Members {
  checkPlain(value, path)
  const out: Record<string, unknown> = Object.create(null)
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) out[name] = jsonValue(member, memberPath(path, name))
  }
  return out
}
