// README.md's programs run as they stand, and answer as it shows.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'

import { stopAll } from '../demo/children.js'
import { startExpress, startFastApi, startWorker } from './servers.js'
import { shownOutput, shownRefusal, writeSnippets } from './snippets.js'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

function token(claims) {
  const payload = {
    iss: issuer,
    aud: 'https://api.example.com',
    exp: Math.floor(Date.now() / 1000) + 300,
    client_id: 'billing-agent',
    ...claims,
  }
  const signed = `${encode({ alg: 'ES256', typ: 'at+jwt', kid: 'readme' })}.${encode(payload)}`
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

const ask = (port, credential) =>
  fetch(`http://127.0.0.1:${port}/v1/billing/balance`, {
    headers: credential ? { authorization: `Bearer ${credential}` } : {},
    signal: AbortSignal.timeout(10_000),
  })

// The issuer that the programs name, on loopback: README.md's own cannot be asked.
let issuer
const keyServer = createServer((request, response) => {
  const documents = {
    '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}jwks` },
    '/jwks': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'readme', alg: 'ES256', use: 'sig' }] },
  }
  const document = documents[request.url]
  response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(document))
})

const programs = { fastapi: startFastApi, express: startExpress, worker: startWorker }
const ports = {}
let first

before(async () => {
  await new Promise((resolve) => keyServer.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${keyServer.address().port}/`
  const folders = await writeSnippets(issuer)
  first = folders.first
  assert.deepEqual(Object.keys(folders).sort(), ['first', ...Object.keys(programs)].sort())
  for (const [name, start] of Object.entries(programs)) ports[name] = await start(folders[name])
})
after(async () => {
  keyServer.close()
  keyServer.closeAllConnections()
  await stopAll()
})

it('prints what README.md shows, without any server', async () => {
  const printed = execFileSync(process.env.DOORWARD_PYTHON, ['first.py'], { cwd: first, encoding: 'utf8' })
  assert.equal(printed, await shownOutput())
})

for (const name of Object.keys(programs)) {
  describe(`the ${name} program of README.md`, () => {
    it('knows its caller', async () => {
      const response = await ask(ports[name], token({ scope: 'billing:read' }))
      assert.equal(response.status, 200)
      assert.deepEqual(await response.json(), { agent: 'billing-agent' })
    })

    it('refuses a missing scope with the answer that is shown', async () => {
      const shown = await shownRefusal()
      const response = await ask(ports[name], token({ scope: 'other' }))
      assert.equal(response.status, shown.status)
      for (const [header, value] of shown.headers) assert.equal(response.headers.get(header), value)
      assert.equal(await response.text(), shown.body)
    })

    it('refuses an expired token and a missing one', async () => {
      const expired = await ask(ports[name], token({ scope: 'billing:read', exp: 1 }))
      assert.equal((await expired.json()).code, 'expired')
      assert.equal((await ask(ports[name])).status, 401)
    })
  })
}
