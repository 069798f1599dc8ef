import { unpacked } from './content-encoding.js'
import type { FetchFailure } from './engine.js'

/** The request that a `Fetcher` sends. */
export interface FetchRequest {
  readonly method: string
  /** Header fields, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: ArrayBuffer
  /** A fetcher must not follow redirects: the core decides whether their target may be asked. */
  readonly redirect: 'manual'
  /** Aborts when the time is up, or when the response is not needed any more. */
  readonly signal: AbortSignal
  readonly credentials?: 'omit'
  readonly cache?: 'no-store'
}

/** The parts of a fetch `Response` that are read. */
export interface FetchResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: {
    getReader(): {
      read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
      cancel(): Promise<unknown>
    }
    cancel(): Promise<unknown>
  } | null
  readonly redirected?: boolean
}

/** Sends a request: the platform's `fetch`, or a function that takes and returns the same. */
export type Fetcher = (url: string, request: FetchRequest) => Promise<FetchResponse>

/** What the core asks its host to send. */
export interface KeyFetchRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: readonly number[] | null
  /** From the first byte sent to the last byte read. */
  readonly timeoutMs: number
  /** Of the body of the response. */
  readonly bytesMax: number
  /** The header fields of the response that the core reads, in lower case. */
  readonly responseHeaders: readonly string[]
  /** Whether a cache that is shared with other processes may answer. */
  readonly cacheable: boolean
}

/** The parts of a response that the core reads. */
export interface FetchResult {
  readonly status: number
  /** Name, value, name, value, …, names in lower case. */
  readonly headers: string[]
  readonly body: Uint8Array
}

const NO_BODY = new Uint8Array()

/**
 * Sends one request, bounded in time (headers and body together) and in size. Never rejects: a failure is a word. It judges nothing,
 * the core gets the response.
 */
export async function sendRequest(
  fetcher: Fetcher,
  asked: KeyFetchRequest,
  options: Pick<FetchRequest, 'credentials' | 'cache'>,
): Promise<FetchResult | FetchFailure> {
  const abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), asked.timeoutMs)
  })
  const { method, headers, body } = asked
  const content = body === null ? {} : { body: Uint8Array.from(body).buffer }
  const request: FetchRequest = { ...options, ...content, method, headers, redirect: 'manual', signal: abort.signal }
  try {
    // A fetcher that ignores the signal is not waited for either.
    return await Promise.race([exchange(fetcher, request, asked), late])
  } catch (error) {
    return (error as { name?: unknown } | null)?.name === 'TimeoutError' ? 'timeout' : 'connection'
  } finally {
    clearTimeout(timer)
    // Stops whatever is still underway.
    abort.abort()
  }
}

async function exchange(
  fetcher: Fetcher,
  request: FetchRequest,
  { url, bytesMax, responseHeaders }: KeyFetchRequest,
): Promise<FetchResult | FetchFailure> {
  const response: FetchResponse | null | undefined = await fetcher(url, request)
  if (response === null || typeof response !== 'object') return 'other'
  const { status, headers, body, redirected } = response
  // Browsers hide redirects: status 0 and no Location. A redirect that was followed may have led anywhere.
  if (redirected === true || !Number.isInteger(status) || status < 100) {
    discard(body)
    return 'other'
  }
  const { signal } = request
  const read = status === 200 && !signal.aborted ? await readBody(body, bytesMax, signal) : discard(body)
  if (typeof read === 'string') return read
  const stream = unpacked(read, headers.get('content-encoding'))
  // The stream fails for a body that is damaged.
  const plain = stream ? await readBody(stream, bytesMax, signal).catch(() => 'other' as const) : read
  if (typeof plain === 'string') return plain
  const fields = responseHeaders.flatMap((name) => {
    const value = headers.get(name)
    return value == null ? [] : [name, value]
  })
  return { status, headers: fields, body: plain }
}

/** The core reads no body of any status but 200. */
function discard(body: FetchResponse['body']): Uint8Array {
  body?.cancel().then(undefined, () => {})
  return NO_BODY
}

async function readBody(
  body: FetchResponse['body'],
  bytesMax: number,
  signal: AbortSignal,
): Promise<Uint8Array | FetchFailure> {
  if (body === null) return NO_BODY
  if (typeof body?.getReader !== 'function') return 'other'
  const reader = body.getReader()
  const stop = () => void reader.cancel().then(undefined, () => {})
  signal.addEventListener('abort', stop, { once: true })
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return join(chunks, size)
    if (!ArrayBuffer.isView(value)) return 'other'
    size += value.byteLength
    if (size > bytesMax) {
      stop()
      return 'too_large'
    }
    chunks.push(value)
  }
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}
