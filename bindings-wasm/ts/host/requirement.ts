import { type Claim, claimJson } from './claim.js'
import type { Engine } from './engine.js'
import { callEngine, invalidPolicy } from './error.js'
import { checkPlain, isObject, mapArray, memberPath } from './json-value.js'

/** All of these are needed. */
export interface AllOf {
  readonly all: readonly Requirement[]
}

/** One of these is enough. */
export interface AnyOf {
  readonly any: readonly Requirement[]
}

/**
 * What an operation needs: one scope (a string is one scope and is never split at spaces), an array (all of its elements), `allOf`,
 * `anyOf`, or a claim of the payload: `claim('email_verified', true)`. An operation for which any genuine credential is enough has no
 * requirement: leave it out. `undefined`, `null` and everything empty are refused, because most likely a setting is missing.
 */
export type Requirement = string | Claim | readonly Requirement[] | AllOf | AnyOf

/** Stands for a requirement that the program left out: any genuine credential is enough. */
export const LEFT_OUT: unique symbol = Symbol('left out')

/** The requirement that the arguments of a guard make: several mean all of them. */
export function guardRequirement(given: readonly Requirement[]): Requirement | typeof LEFT_OUT {
  if (given.length === 0) return LEFT_OUT
  return given.length > 1 ? given : (given[0] as Requirement)
}

/** All of these are needed: `allOf('a', anyOf('b', 'c'))`. */
export function allOf(...scopes: readonly Requirement[]): AllOf {
  return Object.freeze({ all: Object.freeze(scopes) })
}

/** One of these is enough: `anyOf('a', 'b')`. A challenge names the first. */
export function anyOf(...scopes: readonly Requirement[]): AnyOf {
  return Object.freeze({ any: Object.freeze(scopes) })
}

/** Where a guard looks for the credential, and whether there must be one. */
export interface GuardRules {
  readonly places?: readonly string[] | undefined
  readonly optional?: boolean | undefined
}

/** What a guard asks. It cannot change any more, and its JSON is made once, not for each request. */
export class CompiledRequirement {
  /** Nothing: any genuine caller is enough. */
  readonly json: string | undefined
  /** Their names, with spaces between them. */
  readonly places: string | undefined
  readonly optional: boolean
  /** Tells what is asked from everything else that is. */
  readonly key: string

  constructor(requirement: Requirement | typeof LEFT_OUT, rules: GuardRules = {}) {
    this.json = requirement === LEFT_OUT ? undefined : jsonOf(requirement)
    this.places = placesOf(rules.places)
    this.optional = flagOf(rules.optional)
    this.key = JSON.stringify([this.json, this.places, this.optional])
  }
}

function placesOf(places: unknown): string | undefined {
  if (places === undefined) return undefined
  if (!Array.isArray(places) || !places.every((name) => typeof name === 'string' && /^\S+$/.test(name))) {
    throw invalidPolicy('places', 'an array of names expected')
  }
  return places.join(' ')
}

function flagOf(optional: unknown): boolean {
  if (optional !== undefined && typeof optional !== 'boolean') throw invalidPolicy('optional', 'a boolean expected')
  return optional === true
}

function jsonOf(requirement: Requirement): string {
  if (requirement === undefined) {
    throw invalidPolicy('scopes', 'a scope expected, not undefined; leave it out for any genuine credential')
  }
  return JSON.stringify(requirementJson(requirement, 'scopes'))
}

/** The JSON of a requirement: of its claims the members have other names there. */
function requirementJson(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return mapArray(value, path, requirementJson)
  if (!isObject(value) || Object.hasOwn(value, 'claim')) return claimJson(value, path)
  checkPlain(value, path)
  const groups = Object.entries(value).map(([name, parts]) => [name, requirementJson(parts, memberPath(path, name))])
  return Object.fromEntries(groups)
}

type Asked = Pick<CompiledRequirement, 'json'> & Partial<CompiledRequirement>

// The engine has "no requirement" here from the beginning.
const SLOT_OF_NONE = 0

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

  slot(requirement: Requirement | CompiledRequirement | typeof LEFT_OUT): number {
    if (requirement === LEFT_OUT) return SLOT_OF_NONE
    if (typeof requirement === 'string') {
      return (
        this.#scopes.get(requirement) ?? this.#add(this.#scopes, requirement, { json: JSON.stringify(requirement) })
      )
    }
    const compiled = requirement instanceof CompiledRequirement ? requirement : new CompiledRequirement(requirement)
    return this.#others.get(compiled.key) ?? this.#add(this.#others, compiled.key, compiled)
  }

  #add(slots: Map<string, number>, key: string, asked: Asked): number {
    const [oldest] = slots.size < this.#max ? [] : slots
    const slot = oldest?.[1] ?? SLOT_OF_NONE + 1 + this.#scopes.size + this.#others.size
    callEngine(() => this.#engine.require(slot, asked.json, asked.places, asked.optional ?? false))
    if (oldest) slots.delete(oldest[0])
    slots.set(key, slot)
    return slot
  }
}
