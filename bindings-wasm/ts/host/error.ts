/** The three kinds of error: the request is rejected, the decision is unavailable, or this server is misconfigured. */
export type Kind = 'rejected' | 'unavailable' | 'misconfigured'

/** Every code of a refusal. A test compares this list with the core's table. */
export const REFUSAL_CODES = [
  'missing_credentials',
  'invalid_request',
  'malformed_token',
  'token_too_large',
  'algorithm_not_allowed',
  'unsupported_critical',
  'unknown_issuer',
  'unknown_key',
  'invalid_signature',
  'expired',
  'not_yet_valid',
  'issued_in_future',
  'too_old',
  'wrong_audience',
  'wrong_type',
  'missing_claim',
  'invalid_claim',
  'binding_required',
  'delegation_too_deep',
  'malformed_api_key',
  'unknown_api_key',
  'api_key_expired',
  'api_key_inactive',
  'insufficient_scope',
  'insufficient_claims',
  'origin_not_allowed',
  'keys_unavailable',
  'state_unavailable',
] as const

/** Every code of a configuration error. */
export const CONFIG_ERROR_CODES = ['invalid_policy', 'invalid_key', 'weak_key'] as const

/** Every category. */
export const CATEGORIES = [
  'invalid_request',
  'missing_credentials',
  'invalid_token',
  'invalid_api_key',
  'invalid_proof',
  'insufficient_scope',
  'forbidden',
  'rate_limited',
  'unavailable',
  'misconfigured',
] as const

/** The code of a refusal. */
export type RefusalCode = (typeof REFUSAL_CODES)[number]

/** The stable code of an error. Later versions may add codes. */
export type ErrorCode = RefusalCode | (typeof CONFIG_ERROR_CODES)[number]

/** What kind of refusal a code is. Later versions may add codes to a category. */
export type Category = (typeof CATEGORIES)[number]

/**
 * The claim at fault, what is expected of it and what came. For the operator: it belongs into the server's own log and not into a
 * response.
 */
export interface Fault {
  /** The claim, or the parameter of the header: `alg`, `kid`, `typ`. */
  readonly claim: string
  readonly expected?: string
  /**
   * What the token says there, as JSON: at most 64 characters, on one line. Absent for claims that may serve to replay a token or to follow
   * somebody: `jti`, `nonce`, `cnf`, hashes.
   */
  readonly received?: string
  /** Whether the signature was not checked before, so that anybody may have written `received`. */
  readonly unverified: boolean
}

interface RejectionJson {
  code: ErrorCode
  category: Category
  kind: 'rejected' | 'unavailable'
  status: number
  description: string
  retryable: boolean
  required_scopes: string[]
  headers: Record<string, string>
  body: string
  fault?: Fault
  absent?: boolean
}

interface Fields {
  code: ErrorCode
  category: Category
  kind: Kind
  status: number
  description: string
  retryable: boolean
  requiredScopes: readonly string[]
  headers: Readonly<Record<string, string>>
  body: string
  path: string
  message: string
}

/**
 * Why a request is refused, or why a policy, key or record cannot be used. Tell errors apart by `code`, which is stable, or by
 * `category`. An error holds nothing of a token, key or API key, apart from `storeFailure`. `cause` says why keys could not be fetched.
 */
export class DoorwardError extends Error {
  /** `expired`, `insufficient_scope`, `invalid_policy`, … */
  readonly code: ErrorCode
  /** A group of codes: `invalid_token`, `unavailable`, …; `misconfigured` for errors of construction. */
  readonly category: Category
  /** `rejected`: the caller is at fault. `unavailable`: the same request may succeed later. `misconfigured`: this server is at fault. */
  readonly kind: Kind
  /** The HTTP status of the response: 400, 401, 403 or 503; 500 when misconfigured. */
  readonly status: number
  /** The header fields of the response, names in lower case; among them the challenge (RFC 6750 §3). */
  readonly headers: Readonly<Record<string, string>>
  /** The body of the response, JSON text; empty when misconfigured. */
  readonly body: string
  /** One sentence for the caller. */
  readonly description: string
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** For `insufficient_scope`, scopes that are enough for the operation: of an `anyOf` those of its first part. Otherwise empty. */
  readonly requiredScopes: readonly string[]
  /**
   * What your API key store threw, or what is wrong with its record, when a decision needed the store and it failed. Its text may hold a
   * password or what the store looked for. Therefore it is not enumerable, no `cause`, and nothing prints it with the error.
   */
  declare readonly storeFailure?: unknown
  /**
   * Which claim was wrong, what was expected and what came, where a claim is at fault. For the server's own log: it is not enumerable, so
   * that no response shows it.
   */
  declare readonly fault?: Fault
  /** Whether the request has no credential at all. Not enumerable. Where a credential is optional, such a caller passes. */
  declare readonly absent?: boolean
  /** Where the fault is, when misconfigured: `issuers[0].algorithms[1]`; otherwise empty. */
  readonly path: string

  /**
   * As `toResponse`, for refusals: Hono's default error handler looks for this name. A configuration error does not have it, so that
   * Hono logs the error.
   */
  declare readonly getResponse?: () => Response

  /** @internal */
  constructor(fields: Fields, cause?: unknown) {
    super(fields.message, cause === undefined ? undefined : { cause })
    this.code = fields.code
    this.category = fields.category
    this.kind = fields.kind
    this.status = fields.status
    this.headers = fields.headers
    this.body = fields.body
    this.description = fields.description
    this.retryable = fields.retryable
    this.requiredScopes = fields.requiredScopes
    this.path = fields.path
    if (fields.kind !== 'misconfigured') {
      Object.defineProperty(this, 'getResponse', { value: () => this.toResponse(), configurable: true, writable: true })
    }
  }

  /** The whole response to send. */
  toResponse(): Response {
    return new Response(this.body, { status: this.status, headers: { ...this.headers } })
  }
}

Object.defineProperty(DoorwardError.prototype, 'name', { value: 'DoorwardError', configurable: true, writable: true })

/** Whether an error is a refusal that answers the request. Any other error is a fault of this server. */
export function isRefusal(error: unknown): error is DoorwardError {
  return error instanceof DoorwardError && error.kind !== 'misconfigured'
}

/** The error for an engine's refusal in JSON. `cause` tells the operator why a question could not be answered. */
export function refusal(json: string, cause?: unknown, storeFailure?: unknown): DoorwardError {
  const { required_scopes: requiredScopes, fault, absent, ...rejection } = JSON.parse(json) as RejectionJson
  const message = `${rejection.code}: ${rejection.description}`
  const error = new DoorwardError({ ...rejection, requiredScopes, path: '', message }, cause)
  if (absent !== undefined) Object.defineProperty(error, 'absent', { value: absent })
  if (fault !== undefined) Object.defineProperty(error, 'fault', { value: Object.freeze(fault) })
  if (storeFailure !== undefined) Object.defineProperty(error, 'storeFailure', { value: storeFailure })
  return error
}

/** The error for a fault in what this server's own code gives. */
export function configError(code: ErrorCode, path: string, fault: string): DoorwardError {
  const message = path === '' ? fault : `${path}: ${fault}`
  const fields = { status: 500, headers: {}, body: '', retryable: false, requiredScopes: [] }
  return new DoorwardError({
    ...fields,
    code,
    category: 'misconfigured',
    kind: 'misconfigured',
    description: message,
    path,
    message,
  })
}

export function invalidPolicy(path: string, fault: string): DoorwardError {
  return configError('invalid_policy', path, fault)
}

/** What an engine throws for faulty input. The message begins with the path. */
interface ConfigErrorJson {
  readonly code: ErrorCode
  readonly path: string
  readonly message: string
}

/** Turns the core's names into those of the caller. */
export interface Renaming {
  path(path: string): string
  fault?(fault: string): string
}

/** Calls the engine. A configuration error that it throws becomes a DoorwardError with the caller's names. */
export function callEngine<T>(call: () => T, rename?: Renaming): T {
  try {
    return call()
  } catch (thrown) {
    if (!isConfigErrorJson(thrown)) throw thrown
    const { code, path, message } = thrown
    const fault = path !== '' && message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message
    throw configError(code, rename?.path(path) ?? path, rename?.fault?.(fault) ?? fault)
  }
}

function isConfigErrorJson(thrown: unknown): thrown is ConfigErrorJson {
  const { code, path, message } = (thrown ?? {}) as Partial<Record<keyof ConfigErrorJson, unknown>>
  return (
    !(thrown instanceof Error) && typeof code === 'string' && typeof path === 'string' && typeof message === 'string'
  )
}
