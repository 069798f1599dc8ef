import { inTime, pause } from './deadline.js'
import type { KeyFetch, Pending, PolicyHandle } from './engine.js'
import { type Clock, clock, type Equipment, fly, keep } from './flight.js'
import type { KeySetFetch } from './fetch-key-set.js'
import { KeySetCache } from './key-set-cache.js'
import { keyStatus } from './key-status.js'
import type { Platform } from './platform.js'

/** Lets work go on after the answer: a Worker's `ctx.waitUntil`. */
export type WaitUntil = (promise: Promise<unknown>) => void

/** What a request brings along. */
export interface Errand {
  readonly time: Clock
  readonly waitUntil?: WaitUntil | undefined
}

interface Flight {
  readonly done: Promise<void>
  readonly timeoutMs: number
}

const POLL_MS = 10
const POLL_MS_MAX = 100
// So that what came of a fetch that ran out of its time is known to those who waited for it.
const GRACE_MS = 100
// Only for a flight that nobody here began.
const TIMEOUT_MS = 5_000

/**
 * Makes the fetches that the engine asks for, and has others wait for them. What to fetch, whether an answer is any good and when to
 * try again is the engine's to decide.
 */
export class KeySets {
  readonly #policy: PolicyHandle
  readonly #fetcher: KeySetFetch
  readonly #platform: Platform
  readonly #mayCache: boolean
  readonly #flights = new Map<string, Flight>()
  #cache: KeySetCache | undefined

  constructor(policy: PolicyHandle, own: KeySetFetch | undefined, platform: Platform) {
    this.#policy = policy
    this.#fetcher = own ?? platformFetch
    this.#platform = platform
    // What somebody's own fetch finds at a URL is not for others, nor theirs for it: it may have another network behind it.
    this.#mayCache = own === undefined && !platform.sharedPromises
  }

  /** Until the issuer's keys may be there: fetches them, or waits for whoever does, at most as long as one fetch may take. */
  async wait(issuer: string, pending: Pending, errand: Errand): Promise<void> {
    const first = pending.fetch?.()
    await (first ? arrival(this.#begin(first, errand)) : this.#join(issuer, errand.time))
  }

  /** Makes the fetch that is asked for, and has nobody wait. */
  start(pending: Pending, errand: Errand): void {
    const first = pending.fetch?.()
    if (first) this.#begin(first, errand)
  }

  /**
   * Makes the fetch that is due after a decision. Nobody waits for it, unless work ends with its request here and nothing was given
   * that holds on to it: then it would never come to its end, and a key taken out of the set would go on serving.
   */
  async afterwards(pending: Pending, waitUntil: WaitUntil | undefined): Promise<void> {
    const first = pending.fetch?.()
    if (!first) return
    const flight = this.#begin(first, { time: clock, waitUntil })
    if (!this.#platform.sharedPromises && waitUntil === undefined) await arrival(flight)
  }

  /** Fetches for every issuer that has no keys yet, to the end. */
  async warm(): Promise<void> {
    const begun = this.#policy.warm(clock()).map((first) => this.#begin(first, { time: clock }).done)
    const others = keyStatus(this.#policy, clock()).filter(({ state }) => state === 'cold' || state === 'expired')
    await Promise.all([...begun, ...others.map(({ issuer }) => this.#join(issuer, clock))])
  }

  async #join(issuer: string, time: Clock): Promise<void> {
    const flight = this.#flights.get(issuer)
    if (flight !== undefined && this.#platform.sharedPromises) return arrival(flight)
    // On Workers a request must not await what another one began: it asks, by a timer of its own.
    let left = (flight?.timeoutMs ?? TIMEOUT_MS) + GRACE_MS
    let wait = POLL_MS
    while (left > 0 && this.#policy.isFetching(issuer, time())) {
      await pause(wait)
      left -= wait
      wait = Math.min(2 * wait, POLL_MS_MAX)
    }
  }

  // Not tied to the request that began it: that one may be gone before the answer is there.
  #begin(first: KeyFetch, { time, waitUntil }: Errand): Flight {
    const { issuer, timeoutMs } = first
    // Looked for at the first flight: while a Worker starts, it has none.
    if (this.#mayCache) this.#cache ??= KeySetCache.ofPlatform()
    const equipment: Equipment = {
      policy: this.#policy,
      fetcher: this.#fetcher,
      platform: this.#platform,
      cache: this.#cache,
    }
    const flown = fly(first, time, equipment)
    const done = flown.then(() => {
      if (this.#flights.get(issuer) === flight) this.#flights.delete(issuer)
    })
    const flight: Flight = { done, timeoutMs }
    this.#flights.set(issuer, flight)
    const whole = flown.then((brought) => keep(brought, issuer, time, equipment)).then(undefined, () => {})
    waitUntil?.(whole)
    return flight
  }
}

/** Looked up at each call, so that whatever takes the place of the platform's `fetch` later is used. */
const platformFetch: KeySetFetch = (url, request) => globalThis.fetch(url, request as RequestInit)

function arrival({ done, timeoutMs }: Flight): Promise<void> {
  return inTime(done, timeoutMs + GRACE_MS, () => undefined)
}
