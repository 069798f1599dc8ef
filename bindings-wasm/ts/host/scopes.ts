import type { PolicyHandle } from './engine.js'
import { constructed, invalidPolicy } from './error.js'
import { plain } from './plain.js'

/** All of these are needed. */
export interface AllOf {
  readonly all: readonly Required[]
}

/** One of these is enough. */
export interface AnyOf {
  readonly any: readonly Required[]
}

type Required = string | readonly Required[] | AllOf | AnyOf

/**
 * What an operation needs: one scope (a string is one scope, never split at spaces), an array (all of
 * them), `allOf`, `anyOf`. Nothing: a genuine credential, whatever it may do.
 */
export type Scopes = Required | null | undefined

/**
 * What the arguments of a guard ask for: several mean all of them; none, or `null`, any genuine
 * credential. `undefined` is a variable that was never set, and refused.
 */
export function guardScopes(given: readonly Scopes[]): Scopes {
  const missing = given.indexOf(undefined)
  if (missing !== -1) {
    throw invalidPolicy(given.length === 1 ? 'scopes' : `scopes[${missing}]`, 'a scope expected, not undefined')
  }
  return given.length > 1 ? (given as readonly Required[]) : given[0]
}

/** All of these: `allOf('a', anyOf('b', 'c'))`. */
export function allOf(...scopes: readonly Required[]): AllOf {
  return Object.freeze({ all: Object.freeze(scopes) })
}

/** One of these is enough: `anyOf('a', 'b')`. A challenge names the first. */
export function anyOf(...scopes: readonly Required[]): AnyOf {
  return Object.freeze({ any: Object.freeze(scopes) })
}

/** A requirement that cannot change any more, so that it need not be written as JSON for each request. */
export class Needed {
  readonly json: string

  constructor(scopes: Scopes) {
    this.json = jsonOf(scopes)
  }
}

/** `undefined` alone asks for nothing; inside a requirement it is a mistake and refused. */
function jsonOf(scopes: Scopes): string {
  return scopes == null ? 'null' : JSON.stringify(plain(scopes, 'scopes'))
}

// Routes have few requirements; more different ones than this come from outside and are not kept.
const KEPT_MAX = 256

/** Has the engine parse each requirement once, and knows at which place it keeps it. */
export class Requirements {
  readonly #policy: PolicyHandle
  readonly #single = new Map<string, number>()
  readonly #other = new Map<string, number>()

  constructor(policy: PolicyHandle) {
    this.#policy = policy
  }

  of(scopes: Scopes | Needed): number {
    if (typeof scopes === 'string') {
      return this.#single.get(scopes) ?? this.#parse(this.#single, scopes, JSON.stringify(scopes))
    }
    const json = scopes instanceof Needed ? scopes.json : jsonOf(scopes)
    return this.#other.get(json) ?? this.#parse(this.#other, json, json)
  }

  #parse(kept: Map<string, number>, key: string, json: string): number {
    const [oldest] = kept.size < KEPT_MAX ? [] : kept
    const place = oldest?.[1] ?? this.#single.size + this.#other.size
    constructed(() => this.#policy.require(place, json))
    if (oldest) kept.delete(oldest[0])
    kept.set(key, place)
    return place
  }
}
