/** What the host asks of an engine: the core behind text and handles. Native and wasm both fit. */

/** Why no answer came. */
export type FetchFailure = 'timeout' | 'connection' | 'too_large' | 'other'

/** A fetch that is due. It takes one answer, which the engine judges; then it is used up. */
export interface KeyFetch {
  readonly issuer: string
  readonly url: string
  /** From the first byte sent to the last byte read. */
  readonly timeoutMs: number
  /** Of the body. */
  readonly bytesMax: number
  /** Whether an answer that somebody else fetched a while ago will do. */
  readonly cacheable: boolean
  /** The next fetch, when there is one. */
  response(
    status: number,
    contentType: string | undefined,
    cacheControl: string | undefined,
    age: string | undefined,
    location: string | undefined,
    body: Uint8Array,
    now: number,
  ): KeyFetch | undefined | null
  failed(kind: FetchFailure, now: number): KeyFetch | undefined | null
}

/**
 * A decision that waits. It answers one call of `resume`, then it is used up; dropped, it leaves the
 * request denied.
 */
export interface Pending {
  /** The need, JSON. */
  readonly need: string
  /** The issuer whose keys are lacking; nothing when the need is another one. */
  readonly keySet?: string | undefined | null
  /** The decision, which stands; only `fetch` is due after it. */
  readonly decided?: string | undefined | null
  /** The fetch that is ours to make, once; nothing when somebody else makes it. */
  fetch?(): KeyFetch | undefined | null
  resume(answer: string, now: number): Later
  /** Gives its memory back at once, where nobody resumes it. */
  free?(): void
}

/** A decision that waits for a signature to be checked. As `Pending`, it is used up by one answer. */
export interface Unsigned {
  /** The number of the key. */
  readonly key: number
  readonly algorithm: string
  /** As the next: to be read when it is handed on, for the engine's memory may be another one later. */
  readonly signed: Uint8Array
  readonly signature: Uint8Array
  /** Goes on with what the platform found. */
  found(genuine: boolean, now: number): Later
  /** Has the engine check the signature after all; one that cannot refuses the request as unavailable. */
  check(now: number): Later
}

/** When decided, text: JSON when refused, the lines of a principal when granted. */
export type Later = string | Pending | Unsigned

/**
 * Instead of the lines of a principal that the engine keeps, its number. `granted` has its lines, until the engine is asked the next
 * time: what may come later than that is no number.
 */
export type Step = number | Later

/** A policy behind a handle. */
export interface PolicyHandle {
  /** The header that carries an API key alone, in lower case; `undefined` when none is accepted. */
  readonly apiKeyHeader?: string | undefined | null
  /** Seconds a store may take; nothing when no API keys are accepted. */
  readonly apiKeyTimeoutSeconds?: number | undefined | null
  /** Whether keys of some issuer are fetched. */
  readonly fetchesKeys: boolean
  /** Puts a requirement, JSON, into the next place or one that is taken; throws when it is faulty. */
  require(place: number, json: string): void
  /** `needed`: the place of a requirement. */
  beginCredential(credential: string, needed: number, now: number, hostSignatures: boolean): Step
  /** `headers`: name, value, name, value …, or the one `authorization` alone. */
  beginRequest(url: string, headers: string | string[], needed: number, now: number, hostSignatures: boolean): Step
  /** The lines of the principal whose number was handed out by the last call; nothing for any other number. */
  granted(number: number): string | undefined | null
  /** `held`: scopes, separated by spaces. */
  allows(held: string, scope: string): boolean
  /** A key as JWK text, for the platform's import; nothing once it has left its set. */
  jwk?(key: number): string | undefined | null
  /** For every issuer that has no keys yet and for which nobody is fetching. */
  warm(now: number): KeyFetch[]
  isFetching(issuer: string, now: number): boolean
  /** JSON array, one element for each issuer. */
  keyStatus(now: number): string
  /** The refusal that is due when keys are fetched and no issuer has any; nothing when some has. */
  unwarmed(now: number): string | undefined | null
}

/** One build of the core. What it throws is the text of `{"code","path","message"}`. */
export interface EngineModule {
  readonly name: 'native' | 'wasm'
  /** Whether the async road leaves signatures to WebCrypto. */
  readonly hostSignatures: boolean
  /** `seed`: any 32 bits; they spread the moments at which many servers try again. */
  readonly Engine: new (
    policyJson: string,
    seed: number,
  ) => PolicyHandle
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
