import { inTime } from './deadline.js'
import type { KeySetAnswer } from './fetch-key-set.js'

/** `caches.default` of Workers, as far as it is used. */
interface PlatformCache {
  match(url: string): Promise<Response | undefined>
  put(url: string, response: Response): Promise<unknown>
  delete(url: string): Promise<unknown>
}

// No address of a real server: what the platform itself keeps of one is not taken for ours.
const NAMES = 'https://key-sets.doorward.invalid/'
// Below the usual TTL, so that a key taken out of its set is gone from new isolates as soon as from old ones.
const SECONDS_MAX = 300
// It is there to save time.
const MATCH_MS = 500
const FETCHED_AT = 'doorward-fetched-at'
const CACHE_CONTROL = 'doorward-cache-control'

/**
 * Key sets that other isolates of the same place have fetched, so that a cold start need not ask the issuer. Only answers that the
 * core has accepted are put there. Whatever goes wrong here is as if nothing were kept.
 */
export class KeySetCache {
  readonly #cache: PlatformCache
  // Kept answers that this verifier could not use: another policy's may differ.
  readonly #refused = new Set<string>()

  private constructor(cache: PlatformCache) {
    this.#cache = cache
  }

  /** The platform's, where it has one. */
  static ofPlatform(): KeySetCache | undefined {
    const cache = (globalThis as { caches?: { default?: PlatformCache } }).caches?.default
    return cache === undefined ? undefined : new KeySetCache(cache)
  }

  /** With the age it has by now. */
  async match(url: string, bytesMax: number): Promise<KeySetAnswer | undefined> {
    if (this.#refused.has(url)) return undefined
    try {
      return await inTime(this.#read(url, bytesMax), MATCH_MS, () => undefined)
    } catch {
      return undefined
    }
  }

  async #read(url: string, bytesMax: number): Promise<KeySetAnswer | undefined> {
    const response = await this.#cache.match(nameOf(url))
    if (response?.status !== 200) return undefined
    const body = new Uint8Array(await response.arrayBuffer())
    const seconds = Math.floor(Date.now() / 1000) - Number(response.headers.get(FETCHED_AT))
    if (!(seconds >= 0 && seconds <= SECONDS_MAX) || body.byteLength > bytesMax) return undefined
    return {
      status: 200,
      contentType: response.headers.get('content-type') ?? undefined,
      cacheControl: response.headers.get(CACHE_CONTROL) ?? undefined,
      age: String(seconds),
      location: undefined,
      body,
    }
  }

  /** An answer that an origin has just given. */
  async put(url: string, { contentType, cacheControl, age, body }: KeySetAnswer): Promise<void> {
    const older = Number(age ?? 0) || 0
    const headers = new Headers({
      'cache-control': `max-age=${SECONDS_MAX}`,
      [FETCHED_AT]: String(Math.floor(Date.now() / 1000) - older),
    })
    if (contentType !== undefined) headers.set('content-type', contentType)
    if (cacheControl !== undefined) headers.set(CACHE_CONTROL, cacheControl)
    this.#refused.delete(url)
    try {
      await this.#cache.put(nameOf(url), new Response(body as BodyInit, { headers }))
    } catch {
      // The next cold start asks the issuer.
    }
  }

  /** The core could not use what was kept: the next attempt asks the issuer itself. */
  refuse(url: string): void {
    this.#refused.add(url)
  }
}

function nameOf(url: string): string {
  return NAMES + encodeURIComponent(url)
}
