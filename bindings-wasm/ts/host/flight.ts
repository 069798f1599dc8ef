import type { KeyFetch, PolicyHandle } from './engine.js'
import { fetchKeySet, type KeySetAnswer, type KeySetFetch } from './fetch-key-set.js'
import type { KeySetCache } from './key-set-cache.js'
import { keyStatus } from './key-status.js'
import type { Platform } from './platform.js'

/** Unix seconds: the clock, or what a call gave instead. */
export type Clock = () => number

export const clock: Clock = () => Date.now() / 1000

/** What a flight is made with. */
export interface Equipment {
  readonly policy: PolicyHandle
  readonly fetcher: KeySetFetch
  readonly platform: Platform
  readonly cache: KeySetCache | undefined
}

/** What is to be told to the cache, once it is known what the core made of it. */
export interface Flown {
  readonly fetched: readonly (readonly [url: string, answer: KeySetAnswer])[]
  readonly kept: readonly string[]
}

/**
 * From one fetch to the set: over whatever redirects and documents the core asks for. Never rejects; a flight that breaks off is
 * one that brought nothing.
 */
export async function fly(first: KeyFetch, time: Clock, equipment: Equipment): Promise<Flown> {
  const fetched: [string, KeySetAnswer][] = []
  const kept: string[] = []
  try {
    let fetch: KeyFetch | undefined | null = first
    while (fetch) {
      const { url, timeoutMs, bytesMax, cacheable } = fetch
      const { cache, fetcher, platform } = equipment
      const found = cacheable && cache ? await cache.match(url, bytesMax) : undefined
      const answer = found ?? (await fetchKeySet(fetcher, { url, timeoutMs, bytesMax }, platform.fetchOptions))
      if (found !== undefined) kept.push(url)
      else if (typeof answer !== 'string' && cacheable && answer.status === 200) fetched.push([url, answer])
      fetch = told(fetch, answer, time())
    }
  } catch {
    // An engine that trapped: the lease of the flight ends by itself, and others try again.
  }
  return { fetched, kept }
}

function told(fetch: KeyFetch, answer: KeySetAnswer | Parameters<KeyFetch['failed']>[0], now: number) {
  if (typeof answer === 'string') return fetch.failed(answer, now)
  const { status, contentType, cacheControl, age, location, body } = answer
  return fetch.response(status, contentType, cacheControl, age, location, body, now)
}

/** Puts into the cache what the core has accepted, and asks it no more for what the core has not. */
export async function keep({ fetched, kept }: Flown, issuer: string, time: Clock, equipment: Equipment): Promise<void> {
  const { policy, cache } = equipment
  if (cache === undefined) return
  const status = keyStatus(policy, time()).find((one) => one.issuer === issuer)
  if (status?.state === 'fresh' && status.failures === 0) {
    await Promise.all(fetched.map(([url, answer]) => cache.put(url, answer)))
  } else {
    for (const url of kept) cache.refuse(url)
  }
}
