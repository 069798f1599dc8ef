import type { Engine, Limits } from './engine.js'
import { makePrincipal, type Principal } from './principal.js'

/**
 * Principals by the numbers that an engine gives them, so that the record of a token that comes again is not read again. The engine
 * counts the numbers up, and the cache keeps the latest ones. It holds no decision: the engine has decided before it returns a number.
 */
export class PrincipalCache {
  readonly #engine: Engine
  readonly #size: number
  readonly #charactersMax: number
  readonly #numbers: number[]
  readonly #principals: (Principal | undefined)[]

  constructor(engine: Engine, { cachedPrincipals, cachedPrincipalCharactersMax }: Limits) {
    this.#engine = engine
    this.#size = cachedPrincipals
    this.#charactersMax = cachedPrincipalCharactersMax
    this.#numbers = new Array<number>(cachedPrincipals).fill(0)
    this.#principals = new Array<Principal | undefined>(cachedPrincipals).fill(undefined)
  }

  /** The principal whose number the engine has just returned. */
  principal(number: number): Principal {
    const slot = number % this.#size
    const cached = this.#numbers[slot] === number ? this.#principals[slot] : undefined
    return cached ?? this.#read(number, slot)
  }

  #read(number: number, slot: number): Principal {
    const text = this.#engine.principalText(number)
    if (text == null) throw new Error('the engine has no principal with this number')
    const principal = makePrincipal(this.#engine, text)
    if (text.length > this.#charactersMax) return principal
    this.#numbers[slot] = number
    this.#principals[slot] = principal
    return principal
  }
}
