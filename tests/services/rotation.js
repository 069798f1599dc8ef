// The keys of the authorization server during a rotation: the new keys are published beside the old ones, then they sign, then they are
// alone.
import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'

export async function freshKeys(generation) {
  const generate = promisify(generateKeyPair)
  const [ec, rsa] = await Promise.all([
    generate('ec', { namedCurve: 'P-256' }),
    generate('rsa', { modulusLength: 2048 }),
  ])
  return {
    keys: [
      { ...ec.privateKey.export({ format: 'jwk' }), kid: `es256-${generation}`, alg: 'ES256', use: 'sig' },
      { ...rsa.privateKey.export({ format: 'jwk' }), kid: `rs256-${generation}`, alg: 'RS256', use: 'sig' },
    ],
  }
}

export class Rotation {
  #current
  #next
  #phase
  #generation = 1

  constructor({ keys }) {
    this.#current = keys
  }

  // The keys in the provider's order: it signs with the first one that fits.
  get jwks() {
    if (this.#next === undefined) return { keys: this.#current }
    const [first, then] = this.#phase === 'switch' ? [this.#next, this.#current] : [this.#current, this.#next]
    return { keys: [...first, ...then] }
  }

  get kids() {
    return this.jwks.keys.map(({ kid }) => kid)
  }

  // `keys`: the private keys to publish; without them, new ones. Throws when a phase is out of order.
  async enter(phase, keys) {
    const before = { publish: undefined, switch: 'publish', withdraw: 'switch' }
    if (!Object.hasOwn(before, phase)) throw new Error('phase is publish, switch or withdraw')
    if (before[phase] !== this.#phase) throw new Error(`${phase} cannot follow ${this.#phase ?? 'a finished rotation'}`)
    if (phase === 'publish') {
      this.#generation += 1
      // Set before the wait, so that the second of two concurrent requests is out of order.
      this.#phase = phase
      this.#next = keys ?? (await freshKeys(this.#generation)).keys
    } else if (phase === 'switch') {
      this.#phase = phase
    } else {
      this.#current = this.#next
      this.#next = undefined
      this.#phase = undefined
    }
  }
}
