import type { PolicyHandle } from './engine.js'
import { Principal } from './principal.js'

const KEPT_MAX = 1_024
// So that all of them take a few MiB at most; what is longer is read anew each time.
const TEXT_MAX = 4_096

/**
 * Principals by the numbers of an engine, so that one that comes again need not be read again. An engine counts them up: the last
 * ones are here. Whether a credential is still good the engine has said before; here is only what it says.
 */
export class KeptPrincipals {
  readonly #policy: PolicyHandle
  readonly #numbers = new Array<number>(KEPT_MAX).fill(0)
  readonly #principals = new Array<Principal | undefined>(KEPT_MAX).fill(undefined)

  constructor(policy: PolicyHandle) {
    this.#policy = policy
  }

  /** The principal whose number the engine has just given: a copy, which is the caller's own. */
  principal(number: number): Principal {
    const place = number % KEPT_MAX
    const kept = this.#numbers[place] === number ? this.#principals[place] : undefined
    return new Principal(this.#policy, kept ?? this.#read(number, place))
  }

  #read(number: number, place: number): Principal | string {
    const text = this.#policy.granted(number)
    if (text == null) throw new Error('the engine was asked wrongly')
    if (text.length > TEXT_MAX) return text
    const principal = new Principal(this.#policy, text)
    this.#numbers[place] = number
    this.#principals[place] = principal
    return principal
  }
}
