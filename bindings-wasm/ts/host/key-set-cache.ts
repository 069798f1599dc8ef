import type { Limits } from './engine.js'
import type { FetchResult, KeyFetchRequest } from './fetcher.js'
import { withDeadline } from './timers.js'

/** The parts of Workers' `caches.default` that are used. */
interface PlatformCache {
  match(url: string): Promise<Response | undefined>
  put(url: string, response: Response): Promise<unknown>
}

// No address of a real server, so that what the platform itself caches of that server is not taken for a key set.
const NAMES = 'https://key-sets.doorward.invalid/'
const FETCHED_AT = 'doorward-fetched-at'
const CACHE_CONTROL = 'doorward-cache-control'

/**
 * Key sets that other isolates of the same data centre have fetched, so that a cold start need not ask the issuer. Only responses that
 * the core has accepted are stored. When the platform's cache fails, this is like an empty cache.
 */
export class KeySetCache {
  readonly #cache: PlatformCache
  readonly #limits: Limits
  // Cached responses that this verifier could not use: they fit another verifier's policy.
  readonly #refused = new Set<string>()

  private constructor(cache: PlatformCache, limits: Limits) {
    this.#cache = cache
    this.#limits = limits
  }

  /** The platform's cache, if it has one. */
  static ofPlatform(limits: Limits): KeySetCache | undefined {
    const cache = (globalThis as { caches?: { default?: PlatformCache } }).caches?.default
    return cache === undefined ? undefined : new KeySetCache(cache, limits)
  }

  /** The cached response, with its present age. */
  async match(request: KeyFetchRequest): Promise<FetchResult | undefined> {
    if (this.#refused.has(request.url)) return undefined
    try {
      return await withDeadline(this.#read(request), this.#limits.sharedCacheTimeoutMs, () => undefined)
    } catch {
      return undefined
    }
  }

  async #read({ url, bytesMax }: KeyFetchRequest): Promise<FetchResult | undefined> {
    const response = await this.#cache.match(nameOf(url))
    if (response?.status !== 200) return undefined
    const body = new Uint8Array(await response.arrayBuffer())
    const seconds = Math.floor(Date.now() / 1000) - Number(response.headers.get(FETCHED_AT))
    if (!(seconds >= 0 && seconds <= this.#limits.sharedCacheSecondsMax) || body.byteLength > bytesMax) return undefined
    const headers = ['age', String(seconds)]
    const contentType = response.headers.get('content-type')
    const cacheControl = response.headers.get(CACHE_CONTROL)
    if (contentType !== null) headers.push('content-type', contentType)
    if (cacheControl !== null) headers.push('cache-control', cacheControl)
    return { status: 200, headers, body }
  }

  /** Stores a response that a server has just sent. */
  async put(url: string, { headers: fields, body }: FetchResult): Promise<void> {
    const olderSeconds = Number(fieldOf(fields, 'age') ?? 0) || 0
    const headers = new Headers({
      'cache-control': `max-age=${this.#limits.sharedCacheSecondsMax}`,
      [FETCHED_AT]: String(Math.floor(Date.now() / 1000) - olderSeconds),
    })
    const contentType = fieldOf(fields, 'content-type')
    const cacheControl = fieldOf(fields, 'cache-control')
    if (contentType !== undefined) headers.set('content-type', contentType)
    if (cacheControl !== undefined) headers.set(CACHE_CONTROL, cacheControl)
    this.#refused.delete(url)
    try {
      await this.#cache.put(nameOf(url), new Response(body as BodyInit, { headers }))
    } catch {
      // The next cold start asks the issuer.
    }
  }

  /** Ignores what is cached for this URL from now on, so that the next attempt asks the issuer itself. */
  refuse(url: string): void {
    this.#refused.add(url)
  }
}

function nameOf(url: string): string {
  return NAMES + encodeURIComponent(url)
}

/** The value of a field in a list of name, value, name, value, …. */
function fieldOf(fields: readonly string[], name: string): string | undefined {
  for (let index = 0; index < fields.length; index += 2) if (fields[index] === name) return fields[index + 1]
  return undefined
}
