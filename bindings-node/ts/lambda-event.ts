/** Requests and results of Lambda, in the forms of API Gateway. */
import { isObject, joinedVary, type PlainRequest, type RequestGuard } from 'doorward-wasm/internal/host'

/** The values of each name. */
type Fields<Value> = Readonly<Record<string, Value | undefined>> | null | undefined

/** The parts of an event that the guard reads: of a REST API, an HTTP API with payload 1.0 or 2.0, or a Function URL. */
export interface GuardedEvent {
  readonly headers?: Fields<string>
  readonly multiValueHeaders?: Fields<readonly string[]>
  readonly cookies?: readonly string[] | undefined
  readonly rawPath?: string
  readonly rawQueryString?: string
  readonly httpMethod?: string
  readonly path?: string
  readonly queryStringParameters?: Fields<string>
  readonly multiValueQueryStringParameters?: Fields<readonly string[]>
  readonly requestContext: object
}

/** A request as an event has it. */
interface Written {
  readonly method: string | undefined
  readonly clientAddress: string | undefined
  readonly url: string
  readonly headers: readonly (readonly [string, string | undefined])[]
}

/** The parts of a result that the guard reads. */
interface Answer {
  readonly statusCode?: number
  readonly headers?: Fields<unknown>
  readonly multiValueHeaders?: Fields<readonly unknown[]>
  readonly body?: string
}

interface RequestContext {
  readonly http?: { readonly method?: string; readonly sourceIp?: string }
  readonly identity?: { readonly sourceIp?: string }
}

// One for each event, because guards share what they find out by the request. Filled anew each time, because an event can change.
const REQUESTS = new WeakMap<object, object>()

/** The request of an event. */
export function requestOf(event: GuardedEvent): PlainRequest {
  const request = REQUESTS.get(event) ?? {}
  REQUESTS.set(event, request)
  return Object.assign(request, event.rawPath === undefined ? ofPayload1(event) : ofPayload2(event)) as PlainRequest
}

/** Payload 2.0: headers that came twice are joined by a comma, which the core refuses. Cookies stand apart. */
function ofPayload2({ requestContext, headers, cookies, rawPath, rawQueryString }: GuardedEvent): Written {
  const { method, sourceIp } = (requestContext as RequestContext).http ?? {}
  const pairs = Object.entries(headers ?? {}).filter(([name]) => !cookies || name.toLowerCase() !== 'cookie')
  if (cookies?.length) pairs.push(['cookie', cookies.join('; ')])
  return { method, clientAddress: sourceIp, url: `${rawPath}?${rawQueryString ?? ''}`, headers: pairs }
}

/** Payload 1.0: path and query are decoded, and encoded again nothing in the path looks like a query. */
function ofPayload1(event: GuardedEvent): Written {
  const { httpMethod: method, path, requestContext } = event
  if (path === undefined || 'elb' in requestContext) {
    throw new TypeError('an event of API Gateway or of a Function URL expected')
  }
  const query = new URLSearchParams(flat(event.multiValueQueryStringParameters ?? event.queryStringParameters))
  return {
    method,
    clientAddress: (requestContext as RequestContext).identity?.sourceIp,
    url: `${path.replace(/[?#]/g, encodeURIComponent)}?${query}`,
    headers: flat(event.multiValueHeaders ?? event.headers),
  }
}

function flat(fields: Fields<string | readonly string[]>): [string, string][] {
  return Object.entries(fields ?? {}).flatMap(([name, values]) =>
    [values ?? []].flat().map((value): [string, string] => [name, value]),
  )
}

/** The handler's result with the guard's header fields where it has none. */
export function withHeaders<Result>(result: Result, event: GuardedEvent, granted: RequestGuard['headers']): Result {
  const given = isObject(result) ? (result as Answer) : {}
  // Of any other result API Gateway makes the body, where the payload is 2.0.
  if (given.statusCode === undefined && event.rawPath === undefined) return result
  const answer: Answer = given.statusCode === undefined ? inferred(result) : given
  const lacking = Object.fromEntries(granted)
  const kept = Object.entries({ ...answer.headers, ...answer.multiValueHeaders })
  for (const [name, value] of kept) {
    const field = name.toLowerCase()
    if (field === 'vary') lacking[field] = joinedVary([value].flat().join(', '), lacking[field] ?? '')
    else delete lacking[field]
  }
  const without = (fields: Fields<unknown>) =>
    Object.fromEntries(Object.entries(fields ?? {}).filter(([name]) => name.toLowerCase() !== 'vary'))
  const multiple = answer.multiValueHeaders && { multiValueHeaders: without(answer.multiValueHeaders) }
  return { ...answer, ...multiple, headers: { ...without(answer.headers), ...lacking } } as Result
}

function inferred(result: unknown): Answer {
  const body = typeof result === 'string' ? result : JSON.stringify(result)
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body }
}
