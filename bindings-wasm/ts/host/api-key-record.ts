/** What a server keeps of an API key: everything but the key itself. Times are whole Unix seconds. */
export interface ApiKeyRecord {
  /** The public id inside the key; for a legacy key any unique name that you choose. */
  readonly id: string
  /** The agent that the key belongs to: `subject` and `clientId` of the principal. */
  readonly agentId: string
  readonly scopes: readonly string[]
  readonly tier?: string | null
  readonly createdAt: number
  /** `null`: never. */
  readonly expiresAt?: number | null
  /** Only an active key works. Required, because a row that lacks it is not known to be active. */
  readonly status: 'active' | 'inactive' | 'revoked'
  /** SHA-256 of the key, or HMAC-SHA-256 under the pepper: 64 hexadecimal digits in lower case. */
  readonly digest: string
  /** The pepper under which the digest is made. */
  readonly pepperId?: string | null
  /** The id of the key that replaces this one. */
  readonly replacedBy?: string | null
  /** The time up to which a replaced key still works. */
  readonly overlapUntil?: number | null
  /** The `claims` of the principal. */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** What a store finds a record by: exactly one of the two members is there. */
export interface ApiKeyLookup {
  /** The public id inside the key. */
  readonly id?: string
  /** SHA-256 of a legacy key, hexadecimal in lower case. */
  readonly digest?: string
}

/**
 * Where records are kept. A store that throws, rejects, or takes longer than `timeoutSeconds` makes the answer `state_unavailable`
 * (503), never a refusal of the key.
 */
export interface ApiKeyStore {
  /** Finds a record; `null` or `undefined` when there is none. */
  find(lookup: ApiKeyLookup): ApiKeyRecord | null | undefined | Promise<ApiKeyRecord | null | undefined>
}
