// The vectors that guards answer over HTTP: what is asked, and the whole answer that is due. It runs in every runtime, so it imports
// nothing of Node.
import { asyncVerifier, text } from '../runners/javascript/verifiers.js'

const ADDED = ['www-authenticate', 'retry-after', 'cache-control', 'vary']
// The type of a granted response is the program's.
const compared = (isGranted) => (isGranted ? ADDED : [...ADDED, 'content-type'])

/** What the guard of a case is made of. A verifier that fetches answers one case alone. */
function guardText({ id, policy, scopes, places, optional, api_keys: records, fetches }) {
  return JSON.stringify([policy, scopes, places, optional, records, fetches && id])
}

/** The cases of a vector file. Those that ask one guard share its path, so that one server answers all of them. */
export function readVectors({ policies, cases }) {
  const paths = new Map()
  for (const item of cases) {
    const key = guardText(item)
    if (!paths.has(key)) paths.set(key, `/guard-${paths.size}`)
  }
  return cases.map((item) => {
    const { request, expect, granted_headers: granted } = item
    const path = paths.get(guardText(item))
    const isGranted = expect.code === null
    const body = isGranted ? JSON.stringify({ agent: expect.principal?.client_id ?? null }) : expect.body
    return {
      id: item.id,
      path,
      item: { ...item, policy: JSON.stringify(policies[item.policy]) },
      request: {
        method: request.method,
        path: path + request.url.replace('/invoices', ''),
        headers: request.headers.map(([name, value]) => [name, text(value)]),
      },
      isGranted,
      expected: {
        status: expect.status,
        fields: fieldsOf(Object.entries(isGranted ? granted : expect.headers), isGranted),
        body: request.method === 'HEAD' ? '' : body,
      },
    }
  })
}

/** A route for each guard. `guard` is the framework's, `api` the package whose verifiers it takes. */
export function routesOf(vectors, api, guard) {
  const items = new Map(vectors.map(({ path, item }) => [path, item]))
  return [...items].map(([path, item]) => {
    const { scopes = [], places, optional } = item
    const options = places || optional ? [{ ...(places && { places }), ...(optional && { optional }) }] : []
    return { path, guards: [guard(asyncVerifier(api, item), ...[scopes].flat(), ...options)] }
  })
}

/** What of an answer is compared. */
export function answerOf({ isGranted }, { status, fields, body }) {
  return {
    status,
    fields: fieldsOf(fields, isGranted && status === 200),
    body: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body),
  }
}

/** The fields that are compared, each with its values in their order. */
function fieldsOf(pairs, isGranted) {
  const fields = {}
  for (const name of compared(isGranted)) {
    const values = pairs.filter(([own]) => own === name).map(([, value]) => value)
    if (values.length > 0) fields[name] = values
  }
  return fields
}
