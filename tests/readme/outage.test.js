// The first program of the README of `doorward` starts while its issuer is down, although it loads the keys at its start.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { it } from 'node:test'
import { spawn } from 'node:child_process'

import { root } from './snippets.js'

it('starts, answers 503 to a token, and says why', async (t) => {
  const readme = await readFile(`${root}bindings-node/README.md`, 'utf8')
  const [, program] = /```js\n([\s\S]*?)```/.exec(readme)
  assert.match(program, /verifier\.warm\(\)/)

  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const issuer = `http://127.0.0.1:${closed.address().port}/`
  closed.close()

  const folder = `${root}.build/readme/outage/`
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await symlink(`${root}examples/express/node_modules`, `${folder}node_modules`, 'dir')
  const listening = "const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))"
  await writeFile(`${folder}server.mjs`, `${program.replaceAll('https://auth.example.com/', issuer)}${listening}\n`)

  const child = spawn(process.execPath, ['server.mjs'], { cwd: folder, env: { ...process.env, NODE_ENV: 'production' } })
  t.after(() => child.kill('SIGKILL'))
  let said = ''
  child.stderr.on('data', (data) => (said += data))
  const [port] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  assert.ok(Number(port) > 0, said)

  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = `${encode({ alg: 'ES256', typ: 'at+jwt' })}.${encode({ iss: issuer, exp: 9e9 })}.${'A'.repeat(86)}`
  const address = `http://127.0.0.1:${Number(port)}/v1/billing/balance`
  const { status } = await fetch(address, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(status, 503, said)
  assert.match(said, /were not fetched/)
})
