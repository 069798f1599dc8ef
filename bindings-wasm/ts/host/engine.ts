/** What the host asks of an engine: the core behind text, numbers and handles. The native engine and the wasm engine fit it. */

/** Why no response came. */
export type FetchFailure = 'timeout' | 'connection' | 'too_large' | 'other'

/** A fetch that the host makes. It takes one answer, which the core judges, and is used up then. */
export interface KeyFetch {
  readonly issuer: string
  /** What to send: a `KeyFetchRequest` with members in snake_case. Each read makes a new object. */
  readonly request: unknown
  /**
   * Takes the response. `headers` are name, value, name, value, …, with those that `request.response_headers` names. Returns the
   * next fetch, if one follows.
   */
  respond(status: number, headers: string[], body: Uint8Array, now: number): KeyFetch | undefined | null
  fail(kind: FetchFailure, now: number): KeyFetch | undefined | null
}

/** What a decision lacks: at most one question of each kind, by the name of the kind. */
export type Needs = Readonly<Record<string, unknown>>

/**
 * Answers by the names of the needs. `keys` has none. Without `signatures` the engine checks the signature itself; where it cannot, and
 * without `api_key`, the core answers 503.
 */
export type Answers = Record<string, unknown>

/**
 * A decision that waits for its host, or that is final and has fetches to make afterwards. It takes one call of `resume` and is used up
 * then. Dropping it leaves the request denied.
 */
export interface Pending {
  /** Nothing when the decision is final. Each read may make a new object. */
  readonly needs?: Needs | undefined | null
  /** The decision, when it is final. */
  readonly decided?: string | undefined | null
  /** The next fetch that the host makes; nothing when none is left. */
  fetch?(): KeyFetch | undefined | null
  resume(answers: Answers, now: number): Step
  /** Frees the memory of a decision that nobody resumes. */
  free?(): void
}

/** The question of the need `signatures`: under which of these keys is this signature genuine? The answer is its number, or `null`. */
export interface SignatureRequest {
  /** The number of the key: see `Engine.jwk`. */
  readonly key: number
  /** Up to three more keys, of which one may have signed instead; mostly none. */
  readonly others?: ArrayLike<number> | null | undefined
  readonly algorithm: string
  /**
   * The JWS Signing Input (RFC 7515 §2). This view and the next are read right before they are used, because the engine's memory may
   * move when it grows.
   */
  readonly signingInput: Uint8Array
  readonly signature: Uint8Array
}

/**
 * The result of a call of the engine. A text is a decision: the refusal in JSON, or a principal record. The two differ in their first
 * character.
 */
export type Step = string | Pending

/**
 * The result of the first call. A number stands for a principal that the engine keeps; `principalText` gives its record, until the
 * engine is called again.
 */
export type FirstStep = number | Step

/** A policy with its keys and caches, behind a handle. */
export interface Engine {
  /** The header fields that the core reads, in lower case. The first is `authorization`. */
  readonly headerNames: readonly string[]
  /** How many seconds the API key store may take; nothing when API keys are not accepted. */
  readonly apiKeyTimeoutSeconds?: number | undefined | null
  /** Whether the keys of some issuer are fetched. */
  readonly fetchesKeys: boolean
  /** The metadata of this server as a resource: a `ResourceMetadata`; nothing where the policy names none. */
  resourceMetadata(): unknown
  /** Whether the host describes each request before its decision. An empty text is absent. */
  readonly wantsDescription: boolean
  /** Gives its memory back, where the garbage collector does not. */
  free?(): void
  /** Takes another policy, JSON, for all decisions that begin from now on. Throws when something is faulty, and changes nothing then. */
  renew(policy: string): void
  /** Puts what a guard asks into a slot: the next one, or one that is taken. The requirement is JSON. Throws when something is faulty. */
  require(slot: number, requirement: string | undefined, places: string | undefined, optional: boolean): void
  /** The header fields of a granted response, a line for each name and each value. */
  grantedHeaders(slot: number): string
  /**
   * The refusal of a genuine caller who lacks what the slot asks, in JSON; nothing when nothing lacks. With events, its event comes before
   * it, without time and caller.
   */
  authorize(slot: number, scopes: string, noWildcards: string, claims: string): string | undefined | null
  /** The refusal with this code, in JSON; nothing when there is no such code. */
  refusal(code: string, scopes: string): string | undefined | null
  /** Describes the request of the next decision. */
  describe(method: string, clientAddress: string, requestId: string): void
  beginCredential(credential: string, slot: number, now: number, hostSignatures: boolean): FirstStep
  /** `headers`: name, value, name, value, …; or the value of the first of `headerNames` alone. */
  beginRequest(url: string, headers: string | string[], slot: number, now: number, hostSignatures: boolean): FirstStep
  /** The record of the principal with this number, if the last call returned the number. */
  principalText(number: number): string | undefined | null
  /** `scopes`: the scopes that are held, separated by spaces. */
  allows(scopes: string, noWildcards: string, scope: string): boolean
  /** A key as JWK text, for import into WebCrypto; nothing once the key has left its set. */
  jwk?(key: number): string | undefined | null
  /** A fetch for each issuer that has no keys yet and whose keys nobody is fetching. */
  warm(now: number): KeyFetch[]
  isFetching(issuer: string, now: number): boolean
  /** An array with one object for each issuer, members in snake_case. */
  keyStatus(now: number): unknown
  /** The refusal, in JSON, that `warm` reports when keys are fetched and no issuer has keys; nothing otherwise. */
  coldStartRejection(now: number): string | undefined | null
}

/** One build of the core. What it throws for faulty input is an object `{ code, path, message }`. */
export interface EngineModule {
  readonly name: 'native' | 'wasm'
  /** Why the native engine was not loaded and this one is used. Logged. */
  readonly fallback?: string | undefined
  /** Whether this build can leave signatures to WebCrypto. */
  readonly hostSignatures: boolean
  /**
   * `seed`: any 32 bits. They spread the times at which many servers fetch again. With events the text of each decision begins with its
   * event: see `DecisionReporter`.
   */
  readonly Engine: new (
    policyJson: string,
    seed: number,
    withEvents: boolean,
  ) => Engine
  /** The limits that the host keeps: `Limits` with members in snake_case. */
  limits(): unknown
  /** Reads a record strictly, and writes it with every member, JSON. */
  apiKeyRecord(json: string): string
  /** A new API key and its record, JSON, on two lines. */
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

/** The limits of the core that a host keeps; `core/src/limits.rs` has the reason for each. */
export interface Limits {
  readonly apiKeyEntropyBytes: number
  readonly apiKeyRecordsMax: number
  readonly cachedPrincipals: number
  readonly cachedPrincipalCharactersMax: number
  readonly cachedRequirements: number
  readonly credentialFieldBytesMax: number
  readonly importedKeys: number
  readonly sharedCacheSecondsMax: number
  readonly sharedCacheTimeoutMs: number
  readonly fetchTimeoutMs: number
  readonly fetchGraceMs: number
  readonly fetchPollMsMin: number
  readonly fetchPollMsMax: number
}
