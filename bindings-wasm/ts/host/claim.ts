import { invalidPolicy } from './error.js'
import { checkPlain, isObject, jsonValue, type Members, memberPath } from './json-value.js'

/** A value that a claim may have. */
export type ClaimValue = string | number | boolean

/** A claim of the payload that must be there, and what it must say: {@link claim} makes one. */
export interface Claim {
  readonly claim: string
  readonly value?: ClaimValue
  readonly anyOf?: readonly ClaimValue[]
}

/**
 * A claim and what it must say: `claim('email_verified', true)`, `claim('hd', { anyOf: ['example.com', 'example.org'] })`. The claim has
 * one of these values, or is an array that holds one of them. Types are compared too: `'true'` is not `true`. Beside scopes in a
 * requirement it makes 403 `insufficient_claims`; in `requiredClaims` of an issuer 401.
 */
export function claim(name: string, value: ClaimValue | { readonly anyOf: readonly ClaimValue[] }): Claim {
  if (value === undefined || value === null) throw invalidPolicy('claim', 'a value expected, or { anyOf: [ … ] }')
  if (!isObject(value)) return Object.freeze({ claim: name, value: value as ClaimValue })
  const { anyOf } = value as { readonly anyOf: readonly ClaimValue[] }
  return Object.freeze({ claim: name, anyOf: Array.isArray(anyOf) ? Object.freeze([...anyOf]) : anyOf })
}

/** The JSON of a claim, whose `anyOf` has another name there; of any other value what `jsonValue` makes of it. */
export function claimJson(value: unknown, path: string): unknown {
  if (!isObject(value) || !Object.hasOwn(value, 'anyOf')) return jsonValue(value, path)
  checkPlain(value, path)
  const { anyOf, ...rest } = value
  if (Object.hasOwn(rest, 'any_of')) throw invalidPolicy(path, 'one of value and anyOf expected')
  return { ...(jsonValue(rest, path) as Members), any_of: jsonValue(anyOf, memberPath(path, 'anyOf')) }
}
