import { invalidPolicy } from './error.js'
import { checkPlain, type Members, memberPath } from './json-value.js'

/** A table of member names: from camelCase in JavaScript to snake_case in JSON. */
export type NameTable = Readonly<Record<string, string>>

/** A camelCase name as snake_case. */
export type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? First extends Uppercase<First>
    ? First extends Lowercase<First>
      ? `${First}${SnakeCase<Rest>}`
      : `_${Lowercase<First>}${SnakeCase<Rest>}`
    : `${First}${SnakeCase<Rest>}`
  : ''

/** The table for these names; nothing else satisfies this type. */
export type NameTableOf<Names extends PropertyKey> = { readonly [Name in Names & string]: SnakeCase<Name> }

/** The table from JSON to JavaScript. */
export function inverse(names: NameTable): NameTable {
  return Object.fromEntries(Object.entries(names).map(([camel, snake]) => [snake, camel]))
}

/** An object of the engine with its members in camelCase. What its members hold stays unchanged. */
export function camelMembers<T>(json: unknown): T {
  const members = Object.entries(json as Members).map(([name, value]) => [
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ])
  return Object.fromEntries(members) as T
}

/**
 * Renames the members of a plain object by a table, and refuses members that the table lacks. It leaves out what is `undefined`;
 * `convert` turns a member into a value that JSON can hold.
 */
export function renameMembers(
  value: Members,
  names: NameTable,
  path: string,
  convert: (name: string, value: unknown, path: string) => unknown,
): Members {
  checkPlain(value, path)
  const out: Record<string, unknown> = {}
  // Members that are not enumerable count too: a hidden `status` must not be missed.
  for (const name of Object.getOwnPropertyNames(value)) {
    const member = value[name]
    const at = memberPath(path, name)
    if (!Object.hasOwn(names, name)) {
      throw invalidPolicy(at, `unknown; expected one of: ${Object.keys(names).join(', ')}`)
    }
    if (member !== undefined) out[names[name] as string] = convert(name, member, at)
  }
  return out
}
