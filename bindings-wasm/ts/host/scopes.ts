import type { EngineModule, RequirementHandle } from './engine.js'
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

// Routes have few requirements; more different ones than this come from outside and are not kept.
const KEPT_MAX = 256

/** Parses each requirement once and keeps it behind its handle. */
export class Requirements {
  readonly #module: EngineModule
  readonly #single = new Map<string, RequirementHandle>()
  readonly #other = new Map<string, RequirementHandle>()

  constructor(module: EngineModule) {
    this.#module = module
  }

  /** `undefined` alone asks for nothing; inside a requirement it is a mistake and refused. */
  of(scopes: Scopes): RequirementHandle {
    const single = typeof scopes === 'string'
    const kept = single ? this.#single : this.#other
    const key = single ? scopes : scopes == null ? 'null' : JSON.stringify(plain(scopes, 'scopes'))
    return kept.get(key) ?? this.#parse(kept, key, single ? JSON.stringify(scopes) : key)
  }

  #parse(kept: Map<string, RequirementHandle>, key: string, json: string): RequirementHandle {
    const handle = constructed(() => new this.#module.Requirement(json))
    if (kept.size >= KEPT_MAX) {
      const [oldest] = kept
      if (oldest) {
        kept.delete(oldest[0])
        oldest[1].free?.()
      }
    }
    kept.set(key, handle)
    return handle
  }
}
