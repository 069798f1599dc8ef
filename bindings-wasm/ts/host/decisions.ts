import { answer, answerAtOnce, type Inquiry, type Lookups } from './api-key-lookup.js'
import type { EngineModule, Later, Pending, PolicyHandle, Step, Unsigned } from './engine.js'
import { constructed, invalidPolicy, refused } from './error.js'
import { clock } from './flight.js'
import type { Errand, KeySets, WaitUntil } from './key-sets.js'
import { keyStatus, outage } from './key-status.js'
import { KeptPrincipals } from './kept-principals.js'
import { Principal } from './principal.js'
import { recordPath } from './record.js'
import { PlatformSignatures } from './webcrypto.js'

/** A decision on its way, and what the operator should learn of it. */
interface Course extends Inquiry, Errand {
  /** Whose keys were asked for. */
  issuer?: string
}

/** What a call gives to its course. */
interface Given {
  readonly now?: number | undefined
  readonly waitUntil?: WaitUntil | undefined
}

const KEY_SET = '{"key_set":true}'

/** From the first step of an engine to a principal or an error: answers what the engine lacks. */
export class Decisions {
  /** Whether WebCrypto checks signatures. */
  readonly hostSignatures: boolean
  readonly #module: EngineModule
  readonly #policy: PolicyHandle
  readonly #lookups: Lookups | undefined
  readonly #keySets: KeySets
  readonly #signatures: PlatformSignatures
  readonly #kept: KeptPrincipals

  constructor(module: EngineModule, policy: PolicyHandle, lookups: Lookups | undefined, keySets: KeySets) {
    this.hostSignatures = module.hostSignatures && globalThis.crypto?.subtle !== undefined
    this.#module = module
    this.#policy = policy
    this.#lookups = lookups
    this.#keySets = keySets
    this.#signatures = new PlatformSignatures(policy)
    this.#kept = new KeptPrincipals(policy)
  }

  /** A promise only where something is lacking. */
  decided(begun: Step, given: Given | undefined): Principal | Promise<Principal> {
    return typeof begun === 'object' ? this.#later(begun, courseOf(given)) : this.#settled(begun)
  }

  decidedAtOnce(begun: Step, given: Given | undefined): Principal {
    if (typeof begun !== 'object') return this.#settled(begun)
    const course = courseOf(given)
    let step: Later = begun
    while (typeof step === 'object')
      step = isUnsigned(step) ? step.check(course.time()) : this.#goOnAtOnce(step, course)
    return this.#settled(step, course)
  }

  async #later(begun: Pending | Unsigned, course: Course): Promise<Principal> {
    let step: Later = begun
    while (typeof step === 'object') {
      step = isUnsigned(step) ? await this.#signed(step, course) : await this.#goOn(step, course)
    }
    return this.#settled(step, course)
  }

  #signed(unsigned: Unsigned, { time }: Course): Later | Promise<Later> {
    return this.hostSignatures ? this.#signatures.answer(unsigned, time) : unsigned.check(time())
  }

  async #goOn(pending: Pending, course: Course): Promise<Later> {
    const { decided, keySet } = pending
    if (decided != null) {
      await this.#keySets.afterwards(pending, course.waitUntil)
      pending.free?.()
      return decided
    }
    if (keySet != null) {
      course.issuer = keySet
      await this.#keySets.wait(keySet, pending, course)
      return pending.resume(KEY_SET, course.time())
    }
    return pending.resume(await answer(pending.need, this.#lookups, course), course.time())
  }

  #goOnAtOnce(pending: Pending, course: Course): Later {
    const { decided, keySet } = pending
    if (decided != null) {
      this.#keySets.start(pending, { time: clock, waitUntil: course.waitUntil })
      pending.free?.()
      return decided
    }
    if (keySet != null) {
      course.issuer = keySet
      this.#keySets.start(pending, course)
      return pending.resume(KEY_SET, course.time())
    }
    const found = answerAtOnce(pending.need, this.#lookups, course)
    if (found !== undefined) return pending.resume(found, course.time())
    throw invalidPolicy('apiKeys.store', 'this store answers with a promise; use verify or authenticate')
  }

  #settled(step: number | string, course?: Course): Principal {
    if (typeof step === 'number') return this.#kept.principal(step)
    if (!step.startsWith('{')) return new Principal(this.#policy, step)
    throw refused(step, course && (course.cause ?? this.#fault(course.record) ?? this.#outage(course)))
  }

  /** Why the keys that were asked for did not come. */
  #outage({ issuer, time }: Course): Error | undefined {
    if (issuer === undefined) return undefined
    return outage(keyStatus(this.#policy, time()).filter((status) => status.issuer === issuer))
  }

  /** A record the core cannot read is an outage to the caller; the operator learns what is wrong with it. */
  #fault(record: string | undefined): unknown {
    if (record === undefined) return undefined
    try {
      constructed(() => this.#module.apiKeyRecord(record), recordPath)
      return undefined
    } catch (error) {
      return error
    }
  }
}

function isUnsigned(step: Pending | Unsigned): step is Unsigned {
  return 'signed' in step
}

function courseOf(given: Given | undefined): Course {
  const now = given?.now
  return { time: now === undefined ? clock : () => now, waitUntil: given?.waitUntil }
}
