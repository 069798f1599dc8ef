import type { FetchFailure } from './engine.js'

/** How a key set is asked for. */
export interface KeySetRequest {
  readonly method: 'GET'
  readonly headers: Readonly<Record<string, string>>
  /** A redirect is no answer: the core decides whether its target may be asked. */
  readonly redirect: 'manual'
  readonly signal: AbortSignal
  readonly credentials?: 'omit'
  readonly cache?: 'no-store'
}

/** The parts of a fetch `Response` that are read. */
export interface KeySetResponse {
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

/** What fetches: the platform's `fetch`, or whatever takes and gives the same. */
export type KeySetFetch = (url: string, request: KeySetRequest) => Promise<KeySetResponse>

/** What the core is told of an answer. */
export interface KeySetAnswer {
  readonly status: number
  readonly contentType: string | undefined
  readonly cacheControl: string | undefined
  readonly age: string | undefined
  readonly location: string | undefined
  readonly body: Uint8Array
}

interface Bounds {
  readonly url: string
  readonly timeoutMs: number
  readonly bytesMax: number
}

const HEADERS = { accept: 'application/json, application/jwk-set+json' }
const NO_BODY = new Uint8Array()

/**
 * One GET, bounded in time (headers and body together) and in size. Never rejects: what went wrong is
 * a word. Nothing is judged here; the whole answer goes to the core.
 */
export async function fetchKeySet(
  fetcher: KeySetFetch,
  { url, timeoutMs, bytesMax }: Bounds,
  options: Pick<KeySetRequest, 'credentials' | 'cache'>,
): Promise<KeySetAnswer | FetchFailure> {
  const abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), timeoutMs)
  })
  const request: KeySetRequest = {
    ...options,
    method: 'GET',
    headers: HEADERS,
    redirect: 'manual',
    signal: abort.signal,
  }
  try {
    // A fetcher that does not mind the signal is not waited for either.
    return await Promise.race([ask(fetcher, url, request, bytesMax), late])
  } catch (error) {
    return (error as { name?: unknown } | null)?.name === 'TimeoutError' ? 'timeout' : 'connection'
  } finally {
    clearTimeout(timer)
    // Whatever is still on its way is of no use any more.
    abort.abort()
  }
}

async function ask(
  fetcher: KeySetFetch,
  url: string,
  request: KeySetRequest,
  bytesMax: number,
): Promise<KeySetAnswer | FetchFailure> {
  const response: KeySetResponse | null | undefined = await fetcher(url, request)
  if (response === null || typeof response !== 'object') return 'other'
  const { status, headers, body, redirected } = response
  // Browsers hide redirects: status 0 and no Location. One that was followed went who knows where.
  if (redirected === true || !Number.isInteger(status) || status < 100) {
    drop(body)
    return 'other'
  }
  const { signal } = request
  const read = status === 200 && !signal.aborted ? await readBody(body, bytesMax, signal) : drop(body)
  if (typeof read === 'string') return read
  const header = (name: string) => headers.get(name) ?? undefined
  return {
    status,
    contentType: header('content-type'),
    cacheControl: header('cache-control'),
    age: header('age'),
    location: header('location'),
    body: read,
  }
}

/** The body of anything but 200 says nothing about keys. */
function drop(body: KeySetResponse['body']): Uint8Array {
  body?.cancel().then(undefined, () => {})
  return NO_BODY
}

async function readBody(
  body: KeySetResponse['body'],
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
    if (done) return joined(chunks, size)
    if (!ArrayBuffer.isView(value)) return 'other'
    size += value.byteLength
    if (size > bytesMax) {
      stop()
      return 'too_large'
    }
    chunks.push(value)
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}
