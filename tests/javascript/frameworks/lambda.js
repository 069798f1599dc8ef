// Handlers of Lambda behind guards. A server turns real requests into the events of API Gateway, as its documentation has them.
import assert from 'node:assert/strict'

import { served } from '../http.js'

const pairsOf = ({ rawHeaders }) =>
  rawHeaders.flatMap((name, index) => (index % 2 ? [] : [[name, rawHeaders[index + 1]]]))
const grouped = (pairs) => {
  const groups = {}
  for (const [name, value] of pairs) groups[name] = [...(groups[name] ?? []), value]
  return groups
}
const each = (groups, choose) =>
  Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, choose(values)]))

/** REST: every value in `multiValue…`, the last one alone beside it. Null where there is none. */
function rest(request) {
  const { pathname, searchParams } = new URL(request.url, 'http://x')
  const [headers, query] = [grouped(pairsOf(request)), grouped([...searchParams])]
  const last = (values) => values.at(-1)
  const hasQuery = searchParams.size > 0
  return {
    resource: '/{proxy+}',
    path: pathname,
    httpMethod: request.method,
    headers: each(headers, last),
    multiValueHeaders: headers,
    queryStringParameters: hasQuery ? each(query, last) : null,
    multiValueQueryStringParameters: hasQuery ? query : null,
    requestContext: { httpMethod: request.method, path: pathname, identity: { sourceIp: '127.0.0.1' } },
    body: null,
    isBase64Encoded: false,
  }
}

/** HTTP API and Function URLs: names in lower case, values joined by a comma, cookies apart. */
function http(request) {
  const [path, query = ''] = request.url.split('?')
  const groups = grouped(pairsOf(request).map(([name, value]) => [name.toLowerCase(), value]))
  const { cookie, ...others } = groups
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookie && { cookies: cookie.flatMap((text) => text.split('; ')) }),
    headers: each(others, (values) => values.join(',')),
    requestContext: { http: { method: request.method, path, sourceIp: '127.0.0.1' } },
    isBase64Encoded: false,
  }
}

export const FORMS = {
  'REST API': rest,
  'HTTP API, payload 1.0': (request) => ({ ...rest(request), version: '1.0' }),
  'HTTP API or Function URL, payload 2.0': http,
}

function respond(response, { statusCode, headers = {}, multiValueHeaders = {}, body }) {
  response.statusCode = statusCode
  for (const [name, value] of Object.entries({ ...headers, ...multiValueHeaders })) response.setHeader(name, value)
  response.end(body)
}

export function serve(eventOf, routes, use) {
  const handlers = routes.map(({ path, guards, own }) => {
    const last = async (_event, context, caller) => {
      assert.equal(context.awsRequestId, 'id')
      const result = { statusCode: 200, body: JSON.stringify({ agent: caller?.clientId ?? null }) }
      return own
        ? { ...result, headers: { 'Cache-Control': 'no-store' }, multiValueHeaders: { Vary: ['Accept'] } }
        : result
    }
    return [path, guards.reduceRight((handler, wrap) => wrap(handler), last)]
  })
  const server = async (request, response) => {
    const event = eventOf(request)
    const [, handler] = handlers.find(([path]) => path === (event.rawPath ?? event.path))
    // What the platform hands over is JSON.
    respond(
      response,
      JSON.parse(JSON.stringify(await handler(JSON.parse(JSON.stringify(event)), { awsRequestId: 'id' }))),
    )
  }
  return served(server, use)
}
