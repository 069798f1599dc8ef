/** A request as some framework holds it, when it is neither a fetch `Request` nor Node's. */
export interface PlainRequest {
  readonly method?: string
  /** Absolute, or beginning with the path; the query belongs to it. */
  readonly url: string
  /** Pairs of name and value (a header that came twice is listed twice), or an object of them. */
  readonly headers:
    | Iterable<readonly [string, string]>
    | Readonly<Record<string, string | readonly string[] | undefined>>
}

/** The parts of Node's `IncomingMessage` that are read. */
export interface NodeRequest {
  readonly url?: string | undefined
  /** Express keeps the whole URL here and cuts `url` below a mount point. */
  readonly originalUrl?: string | undefined
  readonly rawHeaders: readonly string[]
}

/** The parts of a fetch `Request` that are read. */
export interface FetchRequest {
  readonly url: string
  readonly headers: { get(name: string): string | null }
}

export type IncomingRequest = FetchRequest | NodeRequest | PlainRequest

const AUTHORIZATION = 'authorization'

/** What the core reads of a request. */
export function urlOf(request: IncomingRequest): string {
  const url = (request as NodeRequest).originalUrl ?? request.url
  if (typeof url !== 'string') throw new TypeError('the request has no url')
  return url
}

/**
 * The header fields a credential may stand in, as name, value, name, value …: every occurrence, for
 * two credentials are refused. `fetch` has joined them with a comma already, which the core refuses.
 * The value alone, where `Authorization` is the only one.
 */
export function credentialHeaders(request: IncomingRequest, apiKeyHeader: string | undefined): string | string[] {
  const { rawHeaders } = request as NodeRequest
  const isNodes = Array.isArray(rawHeaders)
  // Node makes `headers` of them when it is asked for it.
  if (isNodes && rawHeaders.length > 0) return fromRaw(rawHeaders, apiKeyHeader)
  const { headers } = request as FetchRequest | PlainRequest
  // Emulations of Node's request fill `headers` and leave `rawHeaders` empty.
  if (isNodes && headers === undefined) return []
  if (typeof headers !== 'object' || headers === null) throw new TypeError('the request has no headers')
  // The `get` of a Map minds upper and lower case; header names must not.
  if (typeof (headers as { get?: unknown }).get === 'function' && !(headers instanceof Map)) {
    return fromFetch(headers as FetchRequest['headers'], apiKeyHeader)
  }
  return fromPlain(headers as PlainRequest['headers'], apiKeyHeader)
}

function fromFetch(headers: FetchRequest['headers'], apiKeyHeader: string | undefined): string | string[] {
  const authorization = got(headers, AUTHORIZATION)
  const apiKey = apiKeyHeader === undefined ? null : got(headers, apiKeyHeader)
  if (apiKey == null || apiKeyHeader === undefined) return authorization ?? []
  const found = [apiKeyHeader, apiKey]
  return authorization == null ? found : [AUTHORIZATION, authorization, ...found]
}

function got(headers: FetchRequest['headers'], name: string): string | null {
  const value: unknown = headers.get(name) ?? null
  if (value !== null && typeof value !== 'string') throw new TypeError(`the header ${name} must be a string`)
  return value
}

function fromRaw(raw: readonly string[], apiKeyHeader: string | undefined): string | string[] {
  const found: string[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) {
    take(found, raw[index] as string, raw[index + 1], apiKeyHeader)
  }
  const [name, value] = found
  return found.length === 2 && name === AUTHORIZATION ? (value as string) : found
}

function fromPlain(headers: PlainRequest['headers'], apiKeyHeader: string | undefined): string[] {
  const found: string[] = []
  const pairs = Symbol.iterator in headers ? headers : Object.entries(headers)
  for (const [name, value] of pairs as Iterable<readonly [string, unknown]>) {
    for (const one of Array.isArray(value) ? value : [value]) take(found, name, one, apiKeyHeader)
  }
  return found
}

function take(found: string[], name: string, value: unknown, apiKeyHeader: string | undefined): void {
  // Most headers are neither; a look at the length spares them the change of case.
  if (name.length !== AUTHORIZATION.length && name.length !== apiKeyHeader?.length) return
  const lower = name.toLowerCase()
  if ((lower !== AUTHORIZATION && lower !== apiKeyHeader) || value === undefined) return
  if (typeof value !== 'string') throw new TypeError(`the header ${lower} must be a string`)
  found.push(lower, value)
}
