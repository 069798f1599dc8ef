import type { Engine } from './engine.js'
import { callEngine, invalidPolicy } from './error.js'
import { jsonValue } from './json-value.js'

/** All of these are needed. */
export interface AllOf {
  readonly all: readonly Needed[]
}

/** One of these is enough. */
export interface AnyOf {
  readonly any: readonly Needed[]
}

type Needed = string | readonly Needed[] | AllOf | AnyOf

/**
 * What an operation needs: one scope (a string is one scope and is never split at spaces), an array (all of its elements), `allOf`, or
 * `anyOf`. `null` and `undefined` need a genuine credential, whatever it may do.
 */
export type Requirement = Needed | null | undefined

/**
 * The requirement that the arguments of a guard make: several mean all of them; none, or `null`, means any genuine credential.
 * `undefined` is a variable that was never set, and is refused.
 */
export function guardRequirement(given: readonly Requirement[]): Requirement {
  const missing = given.indexOf(undefined)
  if (missing !== -1) {
    throw invalidPolicy(given.length === 1 ? 'scopes' : `scopes[${missing}]`, 'a scope expected, not undefined')
  }
  return given.length > 1 ? (given as readonly Needed[]) : given[0]
}

/** All of these are needed: `allOf('a', anyOf('b', 'c'))`. */
export function allOf(...scopes: readonly Needed[]): AllOf {
  return Object.freeze({ all: Object.freeze(scopes) })
}

/** One of these is enough: `anyOf('a', 'b')`. A challenge names the first. */
export function anyOf(...scopes: readonly Needed[]): AnyOf {
  return Object.freeze({ any: Object.freeze(scopes) })
}

/** A requirement that cannot change any more. A guard makes its JSON once, not for each request. */
export class CompiledRequirement {
  readonly json: string

  constructor(requirement: Requirement) {
    this.json = jsonOf(requirement)
  }
}

/** `undefined` alone needs nothing; inside a requirement it is a mistake and is refused. */
function jsonOf(requirement: Requirement): string {
  return requirement == null ? 'null' : JSON.stringify(jsonValue(requirement, 'scopes'))
}

/** The slots of one engine's requirements. The engine parses each requirement once, and calls name it by its slot. */
export class RequirementSlots {
  readonly #engine: Engine
  // The most entries of each map. A program has few requirements; more of them come from request data, so the oldest is replaced.
  readonly #max: number
  readonly #scopes = new Map<string, number>()
  readonly #others = new Map<string, number>()

  constructor(engine: Engine, max: number) {
    this.#engine = engine
    this.#max = max
  }

  slot(requirement: Requirement | CompiledRequirement): number {
    if (typeof requirement === 'string') {
      return this.#scopes.get(requirement) ?? this.#add(this.#scopes, requirement, JSON.stringify(requirement))
    }
    const json = requirement instanceof CompiledRequirement ? requirement.json : jsonOf(requirement)
    return this.#others.get(json) ?? this.#add(this.#others, json, json)
  }

  #add(slots: Map<string, number>, key: string, json: string): number {
    const [oldest] = slots.size < this.#max ? [] : slots
    const slot = oldest?.[1] ?? this.#scopes.size + this.#others.size
    callEngine(() => this.#engine.require(slot, json))
    if (oldest) slots.delete(oldest[0])
    slots.set(key, slot)
    return slot
  }
}
