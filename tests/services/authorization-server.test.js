// The authorization server rotates its keys as a real one does, and fails on command.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('authorization-server.js', import.meta.url))

let child
let server

before(async () => {
  child = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  server = JSON.parse(line)
})

after(() => child.kill('SIGTERM'))

async function post(path, body) {
  const response = await fetch(server.issuer + path, { method: 'POST', body: JSON.stringify(body) })
  return { status: response.status, ...(await response.json()) }
}

async function publishedKids() {
  const { keys } = await (await fetch(server.jwks_uri)).json()
  for (const key of keys) assert.equal(key.d, undefined)
  return keys.map(({ kid }) => kid)
}

async function signingKid(clientId) {
  const { client_id: id, client_secret: secret, scope } = server.clients.find(({ client_id }) => client_id === clientId)
  const response = await fetch(server.token_endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  })
  const { access_token: token } = await response.json()
  return JSON.parse(atob(token.split('.')[0])).kid
}

const signing = async () => [await signingKid('billing-agent'), await signingKid('ledger-agent')]

test('discovery names the issuer exactly and the key set', async () => {
  for (const name of ['openid-configuration', 'oauth-authorization-server']) {
    const metadata = await (await fetch(`${server.issuer}/.well-known/${name}`)).json()
    assert.deepEqual([metadata.issuer, metadata.jwks_uri], [server.issuer, server.jwks_uri])
  }
})

test('a rotation in its three phases, twice', async () => {
  const old = ['es256-1', 'rs256-1']
  const next = ['es256-2', 'rs256-2']
  assert.deepEqual([await publishedKids(), await signing()], [old, old])
  assert.equal((await post('/rotate', { phase: 'switch' })).status, 400)
  await post('/rotate', { phase: 'publish' })
  assert.deepEqual([await publishedKids(), await signing()], [[...old, ...next], old])
  assert.equal((await post('/rotate', { phase: 'publish' })).status, 400)
  assert.deepEqual((await post('/rotate', { phase: 'switch' })).kids, [...next, ...old])
  assert.deepEqual([await publishedKids(), await signing()], [[...next, ...old], next])
  await post('/rotate', { phase: 'withdraw' })
  assert.deepEqual([await publishedKids(), await signing()], [next, next])
  await post('/rotate', { phase: 'publish' })
  assert.deepEqual((await publishedKids()).slice(2), ['es256-3', 'rs256-3'])
})

test('an outage takes key set and metadata away, and tokens go on', async () => {
  await post('/outage', { on: true })
  for (const path of ['/jwks', '/.well-known/openid-configuration']) {
    assert.equal((await fetch(server.issuer + path)).status, 500)
  }
  assert.equal(await signingKid('billing-agent'), 'es256-2')
  await post('/outage', { on: true, how: 'destroy' })
  await assert.rejects(fetch(server.jwks_uri), TypeError)
  await post('/outage', { on: false })
  assert.equal((await fetch(server.jwks_uri)).status, 200)
})
