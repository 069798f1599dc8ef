// The guard under Lambda. A server turns real requests into the events of API Gateway, as its documentation has them.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Verifier } from 'doorward'
import { guard } from 'doorward/lambda'

import { adapterTests } from './adapters.js'
import { fresh, policy } from './fixture.js'
import { served } from './http.js'

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

const FORMS = {
  'REST API': rest,
  'HTTP API, payload 1.0': (request) => ({ ...rest(request), version: '1.0' }),
  'HTTP API or Function URL, payload 2.0': http,
}

function respond(response, { statusCode, headers = {}, multiValueHeaders = {}, body }) {
  response.statusCode = statusCode
  for (const [name, value] of Object.entries({ ...headers, ...multiValueHeaders })) response.setHeader(name, value)
  response.end(body)
}

for (const [form, eventOf] of Object.entries(FORMS)) {
  adapterTests(`Lambda, ${form}`, {
    guard,
    serve(routes, use) {
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
    },
  })
}

const verifier = new Verifier(policy({ places: { edge: { header: 'cf-access-jwt-assertion' } } }))
const event = (changes) => ({ rawPath: '/', headers: {}, requestContext: {}, ...changes })
const granted = { headers: { 'cf-access-jwt-assertion': fresh() } }

test('a result from which API Gateway infers the response is private too', async () => {
  for (const [result, body] of [
    ['text', 'text'],
    [{ a: 1 }, '{"a":1}'],
  ]) {
    assert.deepEqual(await guard(verifier, { places: ['edge'] })(() => result)(event(granted)), {
      statusCode: 200,
      headers: { 'content-type': 'application/json', vary: 'cf-access-jwt-assertion', 'cache-control': 'private' },
      body,
    })
  }
  // A guard that reads Authorization alone adds nothing.
  const headers = { authorization: `Bearer ${fresh()}` }
  assert.equal(await guard(verifier)(() => 'text')(event({ headers })), 'text')
})

test('what stands in a decoded path is no query, and a lone header object is enough', async () => {
  const headers = { Authorization: `Bearer ${fresh()}` }
  const old = { httpMethod: 'GET', path: '/a?access_token=x#', headers, requestContext: {} }
  assert.equal(await guard(verifier)((_event, _context, { clientId }) => clientId)(old), 'client-9')
  const refused = await guard(verifier)(assert.fail)({ ...old, queryStringParameters: { access_token: 'x' } })
  assert.equal(refused.statusCode, 400)
})

test('an event of another source is refused by an exception', async () => {
  const guarded = guard(verifier)(assert.fail)
  const balancer = { httpMethod: 'GET', path: '/', headers: {}, requestContext: { elb: {} } }
  for (const other of [balancer, { Records: [], requestContext: {} }, { Records: [] }, {}]) {
    await assert.rejects(guarded(other), TypeError, JSON.stringify(other))
  }
})
