import type { CallContext } from './call-context.js'
import { type Clock, clock } from './clock.js'
import type { Engine, KeyFetch, Limits, Pending } from './engine.js'
import type { WaitUntil } from './execution-context.js'
import type { Fetcher } from './fetcher.js'
import { KeyFetchTask } from './key-fetch-task.js'
import { KeySetCache } from './key-set-cache.js'
import { keyStatus } from './key-status.js'
import type { Warn } from './logger.js'
import type { Platform } from './platform.js'
import { sleep, withDeadline } from './timers.js'

/** Makes the fetches that the engine asks for, and lets others wait for them. The core decides what to fetch, and when. */
export class KeyFetches {
  readonly #engine: Engine
  readonly #fetcher: Fetcher
  readonly #platform: Platform
  readonly #limits: Limits
  readonly #warn: Warn
  readonly #mayCache: boolean
  readonly #tasks = new Map<string, KeyFetchTask>()
  #cache: KeySetCache | undefined

  constructor(engine: Engine, customFetcher: Fetcher | undefined, platform: Platform, limits: Limits, warn: Warn) {
    this.#engine = engine
    this.#fetcher = customFetcher ?? platformFetch
    this.#platform = platform
    this.#limits = limits
    this.#warn = warn
    // A fetcher of the user's own may reach another network, so its responses are not shared with others.
    this.#mayCache = customFetcher === undefined && !platform.sharedPromises
  }

  /** Fetches the issuer's keys, or waits for the fetch of another request, at most as long as one fetch may take. */
  async wait(issuer: string, pending: Pending, call: CallContext): Promise<void> {
    const first = pending.fetch?.()
    await (first ? this.#whenDone(this.#start(first, call.time, call.waitUntil)) : this.#join(issuer, call.time))
  }

  /** Starts every fetch that is due, and does not wait. */
  start(pending: Pending, time: Clock, waitUntil: WaitUntil | undefined): void {
    for (const fetch of fetchesOf(pending)) this.#start(fetch, time, waitUntil)
  }

  /**
   * Starts every fetch that is due after a decision. The decision waits only on a platform where work ends with its request, if no
   * `waitUntil` was given: otherwise the fetch would never end, and a withdrawn key would go on serving.
   */
  defer(pending: Pending, waitUntil: WaitUntil | undefined): Promise<void> | undefined {
    const tasks = fetchesOf(pending).map((fetch) => this.#start(fetch, clock, waitUntil))
    if (tasks.length === 0 || this.#platform.sharedPromises || waitUntil !== undefined) return undefined
    return Promise.all(tasks.map((task) => this.#whenDone(task))).then(() => undefined)
  }

  /** Fetches for every issuer that has no keys yet, and waits for all of them. */
  async warm(): Promise<void> {
    const started = this.#engine.warm(clock()).map((first) => this.#start(first, clock, undefined).done)
    const others = keyStatus(this.#engine, clock()).filter(({ state }) => state === 'cold' || state === 'expired')
    await Promise.all([...started, ...others.map(({ issuer }) => this.#join(issuer, clock))])
  }

  async #join(issuer: string, time: Clock): Promise<void> {
    const task = this.#tasks.get(issuer)
    if (task !== undefined && this.#platform.sharedPromises) return this.#whenDone(task)
    // On Workers a request must not await what another one began: it looks again, by a timer of its own.
    const { fetchTimeoutMs, fetchGraceMs, fetchPollMsMin, fetchPollMsMax } = this.#limits
    let left = (task?.timeoutMs ?? fetchTimeoutMs) + fetchGraceMs
    let pause = fetchPollMsMin
    while (left > 0 && this.#engine.isFetching(issuer, time())) {
      await sleep(pause)
      left -= pause
      pause = Math.min(2 * pause, fetchPollMsMax)
    }
  }

  // The task does not depend on the request that starts it, whose client may go away.
  #start(first: KeyFetch, time: Clock, waitUntil: WaitUntil | undefined): KeyFetchTask {
    // Not before the first fetch: while a Worker starts, it has no cache.
    if (this.#mayCache) this.#cache ??= KeySetCache.ofPlatform(this.#limits)
    const task = KeyFetchTask.start(first, time, {
      engine: this.#engine,
      fetcher: this.#fetcher,
      platform: this.#platform,
      cache: this.#cache,
      warn: this.#warn,
    })
    const { issuer, done, cached } = task
    this.#tasks.set(issuer, task)
    void done.then(() => {
      if (this.#tasks.get(issuer) === task) this.#tasks.delete(issuer)
    })
    waitUntil?.(cached)
    return task
  }

  #whenDone({ done, timeoutMs }: KeyFetchTask): Promise<void> {
    return withDeadline(done, timeoutMs + this.#limits.fetchGraceMs, () => undefined)
  }
}

function fetchesOf(pending: Pending): KeyFetch[] {
  const fetches: KeyFetch[] = []
  for (let fetch = pending.fetch?.(); fetch; fetch = pending.fetch?.()) fetches.push(fetch)
  return fetches
}

/** Looks `fetch` up at each call, so that a function that later replaces the platform's is used. */
const platformFetch: Fetcher = (url, request) => globalThis.fetch(url, request as RequestInit)
