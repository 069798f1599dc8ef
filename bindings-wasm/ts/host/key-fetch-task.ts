import type { Clock } from './clock.js'
import type { Engine, FetchFailure, KeyFetch } from './engine.js'
import { type Fetcher, type FetchResult, type KeyFetchRequest, sendRequest } from './fetcher.js'
import type { KeySetCache } from './key-set-cache.js'
import { type KeyStatus, keyStatus } from './key-status.js'
import type { Warn } from './logger.js'
import type { Platform } from './platform.js'
import { camelMembers } from './rename-members.js'

/** What the tasks of one verifier share. */
export interface TaskEnvironment {
  readonly engine: Engine
  readonly fetcher: Fetcher
  readonly platform: Platform
  readonly cache: KeySetCache | undefined
  readonly warn: Warn
}

/** Fetches the keys of one issuer: sends the first request, and every request that the core makes of its response. */
export class KeyFetchTask {
  readonly issuer: string
  /** How long one request may take. */
  readonly timeoutMs: number
  /** Resolves when the core has judged the last response. Never rejects: a task that breaks off brings no keys. */
  readonly done: Promise<void>
  /** Resolves after `done`, when the shared cache is up to date too. Never rejects. */
  readonly cached: Promise<void>
  readonly #time: Clock
  readonly #environment: TaskEnvironment
  readonly #fromServers: [url: string, result: FetchResult][] = []
  readonly #fromCache: string[] = []

  private constructor(first: KeyFetch, time: Clock, environment: TaskEnvironment) {
    const request = camelMembers<KeyFetchRequest>(first.request)
    this.issuer = first.issuer
    this.timeoutMs = request.timeoutMs
    this.#time = time
    this.#environment = environment
    this.done = this.#run(first, request)
    this.cached = this.done.then(() => this.#updateCache()).then(undefined, () => {})
  }

  static start(first: KeyFetch, time: Clock, environment: TaskEnvironment): KeyFetchTask {
    return new KeyFetchTask(first, time, environment)
  }

  async #run(first: KeyFetch, firstRequest: KeyFetchRequest): Promise<void> {
    try {
      let request = firstRequest
      let next = respond(first, await this.#result(request), this.#time())
      while (next) {
        request = camelMembers<KeyFetchRequest>(next.request)
        next = respond(next, await this.#result(request), this.#time())
      }
      this.#warnOfFailure()
    } catch {
      // The engine trapped. The core lets others try when the time of the fetch is over.
    }
  }

  #warnOfFailure(): void {
    const status = this.#status()
    if (status === undefined || status.failures === 0) return
    this.#environment.warn(
      `the keys of ${this.issuer} were not fetched (${status.failures} in a row): ${status.lastError}`,
    )
  }

  #status(): KeyStatus | undefined {
    return keyStatus(this.#environment.engine, this.#time()).find(({ issuer }) => issuer === this.issuer)
  }

  async #result(request: KeyFetchRequest): Promise<FetchResult | FetchFailure> {
    const { cache, fetcher, platform } = this.#environment
    const cached = request.cacheable && cache ? await cache.match(request) : undefined
    if (cached !== undefined) {
      this.#fromCache.push(request.url)
      return cached
    }
    const result = await sendRequest(fetcher, request, platform.fetchOptions)
    if (typeof result !== 'string' && request.cacheable && result.status === 200) {
      this.#fromServers.push([request.url, result])
    }
    return result
  }

  /** Stores responses that the core has accepted, and ignores cached responses that it has refused. */
  async #updateCache(): Promise<void> {
    const { cache } = this.#environment
    if (cache === undefined) return
    const status = this.#status()
    if (status?.state === 'fresh' && status.failures === 0) {
      await Promise.all(this.#fromServers.map(([url, result]) => cache.put(url, result)))
    } else {
      for (const url of this.#fromCache) cache.refuse(url)
    }
  }
}

function respond(fetch: KeyFetch, result: FetchResult | FetchFailure, now: number): KeyFetch | undefined | null {
  if (typeof result === 'string') return fetch.fail(result, now)
  return fetch.respond(result.status, result.headers, result.body, now)
}
