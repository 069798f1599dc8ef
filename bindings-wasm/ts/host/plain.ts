import { invalidPolicy } from './error.js'
import type { Names } from './names.js'

/** An object to be read member by member. */
export type Members = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Refuses instances of classes. A getter of a prototype is no member of its own: what `status` says
 * there would be missed, and missing means "active".
 */
export function checkPlain(value: object, path: string): void {
  const prototype: object | null = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype) return
  // The Object.prototype of another realm: a test runner's sandbox, a frame.
  if (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')) return
  throw invalidPolicy(path, `a plain object expected, not ${prototype.constructor?.name || 'an instance'}`)
}

/** Options are `undefined` or a plain object with no other names: a misspelt one would be "not set". */
export function checkOptions(options: unknown, known: readonly string[]): void {
  if (options === undefined) return
  if (!isObject(options)) throw invalidPolicy('options', 'a plain object expected')
  checkPlain(options, 'options')
  for (const name of Object.getOwnPropertyNames(options)) {
    if (!known.includes(name)) throw invalidPolicy(name, `not a known option; known are ${known.join(', ')}`)
  }
}

const within = (path: string, name: string | number) =>
  typeof name === 'number' ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`

/**
 * Renames the members of a plain object by a table and refuses those it does not name. What is
 * `undefined` is left out; `convert` turns a member into what JSON can hold.
 */
export function renamed(
  value: Members,
  names: Names,
  path: string,
  convert: (name: string, value: unknown, path: string) => unknown,
): Members {
  checkPlain(value, path)
  const out: Record<string, unknown> = {}
  // Those that are not enumerable, too: whatever `status` is, it counts.
  for (const name of Object.getOwnPropertyNames(value)) {
    const member = value[name]
    const at = within(path, name)
    if (!Object.hasOwn(names, name)) {
      throw invalidPolicy(at, `not a known member; known are ${Object.keys(names).join(', ')}`)
    }
    if (member !== undefined) out[names[name] as string] = convert(name, member, at)
  }
  return out
}

/** Converts the elements of an array; anything else is left for the core to refuse. */
export function each(value: unknown, path: string, convert: (value: unknown, path: string) => unknown): unknown {
  if (!Array.isArray(value)) return plain(value, path)
  // Not `map`: it would step over holes and leave them for JSON to turn into null.
  return Array.from(value, (element, index) => convert(element, within(path, index)))
}

/**
 * The value as JSON will hold it. JSON would turn `NaN` and functions into null or nothing, and to
 * the core these mean "not set": a limit could vanish. They are refused instead.
 */
export function plain(value: unknown, path: string): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return each(value, path, plain)
  if (isObject(value)) return plainObject(value, path)
  throw invalidPolicy(path, `a JSON value expected, not ${typeof value === 'number' ? value : typeof value}`)
}

function plainObject(value: Members, path: string): Members {
  checkPlain(value, path)
  const out: Record<string, unknown> = Object.create(null)
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) out[name] = plain(member, within(path, name))
  }
  return out
}
