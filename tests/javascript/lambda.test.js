// The guard under Lambda.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Verifier } from 'doorward'
import { guard } from 'doorward/lambda'

import { adapterTests } from './adapters.js'
import { fresh, policy } from './fixture.js'
import { FORMS, serve } from './frameworks/lambda.js'

for (const [form, eventOf] of Object.entries(FORMS)) {
  adapterTests(`Lambda, ${form}`, { guard, serve: (routes, use) => serve(eventOf, routes, use) })
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
