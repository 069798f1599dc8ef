/** The three kinds of no: rejected, unavailable, misconfigured. */
export type Kind = 'rejected' | 'unavailable' | 'misconfigured'

interface Refusal {
  code: string
  kind: 'rejected' | 'unavailable'
  status: number
  description: string
  retryable: boolean
  required_scopes: string[]
  headers: Record<string, string>
  body: string
}

interface Fields {
  code: string
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
 * Why a request was refused, or why a policy, key or record does not construct. Tell errors apart by
 * `code`; it is stable. Nothing of a token, key or API key is in it.
 */
export class DoorwardError extends Error {
  /** The stable snake_case code: `expired`, `insufficient_scope`, `invalid_policy`, … */
  readonly code: string
  /** `rejected`: the caller's fault. `unavailable`: try again. `misconfigured`: this server's fault. */
  readonly kind: Kind
  /** The HTTP status to answer with: 400, 401, 403 or 503; 500 when misconfigured. */
  readonly status: number
  /** The header fields to answer with, names in lower case (the challenge of RFC 6750 §3 among them). */
  readonly headers: Readonly<Record<string, string>>
  /** The body to answer with, JSON text; empty when misconfigured. */
  readonly body: string
  /** One sentence for the caller. */
  readonly description: string
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** Every scope the operation needs, for `insufficient_scope`; else empty. */
  readonly requiredScopes: readonly string[]
  /** When misconfigured, where: `issuers[0].algorithms[1]`; else empty. */
  readonly path: string

  /**
   * As `toResponse`, where there is a refusal to answer with: under this name Hono's default error
   * handler looks for it. When misconfigured it is not there, so that Hono logs the fault.
   */
  declare readonly getResponse?: () => Response

  /** @internal */
  constructor(fields: Fields, cause?: unknown) {
    super(fields.message, cause === undefined ? undefined : { cause })
    this.code = fields.code
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

  /** The answer to send, whole. */
  toResponse(): Response {
    return new Response(this.body, { status: this.status, headers: { ...this.headers } })
  }
}

Object.defineProperty(DoorwardError.prototype, 'name', { value: 'DoorwardError', configurable: true, writable: true })

/** From an engine's refusal. `cause` says why a store could not be asked. */
export function refused(text: string, cause?: unknown): DoorwardError {
  const { required_scopes: requiredScopes, ...refusal } = JSON.parse(text) as Refusal
  const message = `${refusal.code}: ${refusal.description}`
  return new DoorwardError({ ...refusal, requiredScopes, path: '', message }, cause)
}

/** A fault in what this server's own code gave. */
export function misconfigured(code: string, path: string, message: string, cause?: unknown): DoorwardError {
  const fields = { status: 500, headers: {}, body: '', retryable: false, requiredScopes: [] }
  return new DoorwardError({ ...fields, code, kind: 'misconfigured', description: message, path, message }, cause)
}

export function invalidPolicy(path: string, message: string): DoorwardError {
  return misconfigured('invalid_policy', path, path === '' ? message : `${path}: ${message}`)
}

/**
 * Runs an engine's constructor; what it throws becomes a DoorwardError, its path in the names that
 * the caller used.
 */
export function constructed<T>(make: () => T, rename: (path: string) => string = (path) => path): T {
  try {
    return make()
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : thrown
    if (typeof text !== 'string' || !text.startsWith('{"code":')) throw thrown
    const { code, path, message } = JSON.parse(text) as { code: string; path: string; message: string }
    const renamed = rename(path)
    const fault = path !== '' && message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message
    throw misconfigured(code, renamed, renamed === '' ? fault : `${renamed}: ${fault}`)
  }
}
