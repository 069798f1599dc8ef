import type { PolicyHandle } from './engine.js'
import { inverse, KEY_STATUS } from './names.js'

/** How one issuer's keys are, at this moment. */
export interface KeyStatus {
  readonly issuer: string
  readonly source: 'static' | 'jwks_uri' | 'metadata'
  /** Where the set, or the metadata that names it, is fetched from. */
  readonly url: string | null
  /**
   * `static`: given, never fetched. `cold`: none yet. `fresh`: within their time. `stale`: beyond it, and in use while fetches
   * fail. `expired`: too old to be used.
   */
  readonly state: 'static' | 'cold' | 'fresh' | 'stale' | 'expired'
  readonly keys: number
  /** Keys of the set that cannot serve here; they are passed over. */
  readonly unusableKeys: number
  /** Since they were fetched. */
  readonly ageSeconds: number | null
  readonly nextRefreshSeconds: number | null
  /** Fetches that failed since the last one that did not. */
  readonly failures: number
  readonly fetches: number
  /** `<word>: <sentence>`; `null` after a success. */
  readonly lastError: string | null
}

const CAMEL = inverse(KEY_STATUS)

export function keyStatus(policy: PolicyHandle, now: number): KeyStatus[] {
  const twins = JSON.parse(policy.keyStatus(now)) as Record<string, unknown>[]
  return twins.map(
    (twin) =>
      Object.fromEntries(
        Object.entries(twin).map(([name, value]) => [CAMEL[name] ?? name, value]),
      ) as unknown as KeyStatus,
  )
}

/** What went wrong when their keys were fetched. */
export function outage(statuses: readonly KeyStatus[]): Error | undefined {
  const told = statuses.flatMap(({ issuer, lastError }) => (lastError === null ? [] : [`${issuer}: ${lastError}`]))
  return told.length === 0 ? undefined : new Error(told.join('; '))
}
