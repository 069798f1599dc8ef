/** A request of any framework, when it is neither a fetch `Request` nor Node's. */
export interface PlainRequest {
  /** For the event of the decision. No check reads it in this version. */
  readonly method?: string
  /** The address of the peer. It stands in the event of the decision. */
  readonly clientAddress?: string
  /** Absolute, or from the path on; with its query. */
  readonly url: string
  /** Pairs of name and value (a header that came twice is listed twice), or an object of them. */
  readonly headers:
    | Iterable<readonly [string, string]>
    | Readonly<Record<string, string | readonly string[] | undefined>>
}

/** The parts of Node's `IncomingMessage` that are read. */
export interface NodeRequest {
  readonly url?: string | undefined
  /** Express keeps the whole URL here and shortens `url` below a mount point. */
  readonly originalUrl?: string | undefined
  readonly rawHeaders: readonly string[]
  /** For the event of the decision. */
  readonly socket?: { readonly remoteAddress?: string | undefined } | null | undefined
}

/** The parts of a fetch `Request` that are read. */
export interface FetchApiRequest {
  readonly url: string
  readonly headers: { get(name: string): string | null }
}

export type IncomingRequest = FetchApiRequest | NodeRequest | PlainRequest

/**
 * A text that is longer than the limit, cut to one character more, before it is copied into the engine, which then refuses it. A character
 * has at least one byte.
 */
export function cut(text: string, max: number): string {
  return text.length > max ? text.slice(0, max + 1) : text
}

/** The values of `headersOf`, cut. */
export function cutHeaders(headers: string | string[], max: number): string | string[] {
  if (typeof headers === 'string') return cut(headers, max)
  return headers.some((text) => text.length > max) ? headers.map((text) => cut(text, max)) : headers
}

export function urlOf(request: IncomingRequest): string {
  const url = (request as NodeRequest).originalUrl ?? request.url
  if (typeof url !== 'string') throw new TypeError('the request has no url')
  return url
}

/**
 * The header fields with these names (in lower case), as name, value, name, value, …. Every occurrence, because the core refuses two
 * credentials; `fetch` has already joined them with a comma, which the core refuses too. When the field with the first name is the only
 * one, its value alone.
 */
export function headersOf(request: IncomingRequest, names: readonly string[]): string | string[] {
  const { rawHeaders } = request as NodeRequest
  const isNodes = Array.isArray(rawHeaders)
  // Node makes `headers` only when they are read, which takes time.
  if (isNodes && rawHeaders.length > 0) return fromRaw(rawHeaders, names)
  const { headers } = request as FetchApiRequest | PlainRequest
  // Emulations of Node's request fill `headers` and leave `rawHeaders` empty.
  if (isNodes && headers === undefined) return []
  if (typeof headers !== 'object' || headers === null) throw new TypeError('the request has no headers')
  // The `get` of a Map distinguishes upper and lower case; header names do not.
  if (typeof (headers as { get?: unknown }).get === 'function' && !(headers instanceof Map)) {
    return fromFetch(headers as FetchApiRequest['headers'], names)
  }
  return fromPlain(headers as PlainRequest['headers'], names)
}

function fromFetch(headers: FetchApiRequest['headers'], names: readonly string[]): string | string[] {
  const first = fieldOf(headers, names[0] as string)
  let found: string[] | undefined
  for (let index = 1; index < names.length; index += 1) {
    const name = names[index] as string
    const value = fieldOf(headers, name)
    if (value === null) continue
    found ??= first === null ? [] : [names[0] as string, first]
    found.push(name, value)
  }
  return found ?? first ?? []
}

function fieldOf(headers: FetchApiRequest['headers'], name: string): string | null {
  const value: unknown = headers.get(name) ?? null
  if (value !== null && typeof value !== 'string') throw new TypeError(`the header ${name} must be a string`)
  return value
}

function fromRaw(raw: readonly string[], names: readonly string[]): string | string[] {
  const found: string[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) {
    addIfNamed(found, raw[index] as string, raw[index + 1], names)
  }
  const [name, value] = found
  return found.length === 2 && name === names[0] ? (value as string) : found
}

function fromPlain(headers: PlainRequest['headers'], names: readonly string[]): string[] {
  const found: string[] = []
  const pairs = Symbol.iterator in headers ? headers : Object.entries(headers)
  for (const [name, value] of pairs as Iterable<readonly [string, unknown]>) {
    for (const one of Array.isArray(value) ? value : [value]) addIfNamed(found, name, one, names)
  }
  return found
}

function addIfNamed(found: string[], name: string, value: unknown, names: readonly string[]): void {
  for (let index = 0; index < names.length; index += 1) {
    const wanted = names[index] as string
    // Most headers differ in length already, and their names need not be changed to lower case.
    if (name.length !== wanted.length || name.toLowerCase() !== wanted || value === undefined) continue
    if (typeof value !== 'string') throw new TypeError(`the header ${wanted} must be a string`)
    found.push(wanted, value)
    return
  }
}
