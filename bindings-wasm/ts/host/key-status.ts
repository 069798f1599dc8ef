import type { Engine } from './engine.js'
import { camelMembers } from './rename-members.js'

/** A key of a set that is skipped. */
export interface UnusableKey {
  /** The key's `kid`, if it has one: at most 64 characters, control characters replaced. */
  readonly keyId: string | null
  readonly reason: string
}

/** What is known of one issuer's keys at this moment. */
export interface KeyStatus {
  readonly issuer: string
  readonly source: 'static' | 'jwks_uri' | 'metadata'
  /** The URL of the key set, or of the metadata that names it. */
  readonly url: string | null
  /**
   * `static`: given and never fetched. `cold`: no keys yet. `fresh`: within their TTL. `stale`: beyond their TTL, and used while fetches
   * fail. `expired`: too old to be used.
   */
  readonly state: 'static' | 'cold' | 'fresh' | 'stale' | 'expired'
  /** How many keys verify tokens, given ones and fetched ones. */
  readonly keys: number
  /** How many public keys the policy gives beside a fetched set that lacks them. They go on serving. */
  readonly unpublishedKeys: number
  /** How many keys of the set cannot verify tokens here and are skipped. */
  readonly unusableKeys: number
  /** The first 32 of them, each with the reason. */
  readonly unusable: readonly UnusableKey[]
  /** Seconds since the keys were fetched. */
  readonly ageSeconds: number | null
  /** Seconds until the next planned fetch, rounded down. 0: the next token causes it. `null`: nothing is planned. */
  readonly nextRefreshSeconds: number | null
  /** How many fetches have failed since the last success. */
  readonly failures: number
  /** How many fetches have begun. */
  readonly fetches: number
  /**
   * `<word>: <sentence>`; `null` after a success. The words: `timeout`, `connection`, `too_large`, `other`, `status`, `content_type`,
   * `content_encoding`, `redirect`, `malformed`, `issuer_mismatch`, `no_usable_key`, `too_many_keys`, `insecure_url`.
   */
  readonly lastError: string | null
}

export function keyStatus(engine: Engine, now: number): KeyStatus[] {
  return (engine.keyStatus(now) as unknown[]).map((json) => {
    const status = camelMembers<KeyStatus>(json)
    return { ...status, unusable: status.unusable.map((key) => camelMembers<UnusableKey>(key)) }
  })
}

/** What went wrong when these issuers' keys were fetched. */
export function fetchErrors(statuses: readonly KeyStatus[]): Error | undefined {
  const errors = statuses.flatMap(({ issuer, lastError }) => (lastError === null ? [] : [`${issuer}: ${lastError}`]))
  return errors.length === 0 ? undefined : new Error(errors.join('; '))
}
