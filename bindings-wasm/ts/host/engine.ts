/** What the host asks of an engine: the core behind text and handles. Native and wasm both fit. */

/** A requirement, parsed once. */
export interface RequirementHandle {
  /** Gives its memory back at once; an engine without it leaves that to the garbage collector. */
  free?(): void
}

/**
 * A decision that waits. It answers one call of `resume` or `check`, then it is used up; dropped, it
 * leaves the request denied.
 */
export interface Pending {
  /** The need, JSON. */
  readonly need: string
  /** The key whose signature is asked for; `undefined` when the need is another one. */
  readonly key?: number | undefined
  readonly algorithm?: string
  readonly signed?: Uint8Array
  readonly signature?: Uint8Array
  resume(answer: string, now: number): Step
  /** Has the engine check the signature after all. */
  check?(now: number): Step
}

/**
 * Text when decided: one line of JSON when refused; two when granted, the principal and then the
 * claims.
 */
export type Step = string | Pending

/** A policy behind a handle. */
export interface PolicyHandle {
  /** The header that carries an API key alone, in lower case; `undefined` when none is accepted. */
  readonly apiKeyHeader?: string | undefined | null
  beginCredential(credential: string, requirement: RequirementHandle, now: number, hostSignatures: boolean): Step
  /** `headers`: name, value, name, value … */
  beginRequest(
    url: string,
    headers: string[],
    requirement: RequirementHandle,
    now: number,
    hostSignatures: boolean,
  ): Step
  /** `held`: scopes, separated by spaces. */
  allows(held: string, scope: string): boolean
  /** A key as JWK text, for the platform's import. */
  jwk?(key: number): string | undefined
}

/** One build of the core. What it throws is the text of `{"code","path","message"}`. */
export interface EngineModule {
  readonly name: 'native' | 'wasm'
  /** Whether the async road leaves signatures to WebCrypto. */
  readonly hostSignatures: boolean
  readonly Engine: new (policyJson: string) => PolicyHandle
  readonly Requirement: new (json: string) => RequirementHandle
  apiKeyEntropyBytes(): number
  apiKeyRecordsMax(): number
  /** Reads a record strictly; the same record with every member, JSON. */
  apiKeyRecord(json: string): string
  /** The key and its record, JSON, on two lines. */
  createApiKey(
    prefix: string | undefined,
    agentId: string,
    scopes: string[],
    entropy: Uint8Array,
    pepperId: string | undefined,
    pepper: Uint8Array | undefined,
    now: number,
  ): string
}
