// Bundles of Next: a route with each package, one in the edge runtime, and the proxy, in one build and one process.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { ask, assertDecided, assertFallbackSaidOnce, emptyFolder, start } from './bundle.js'
import { GENUINE, ISSUER_KEY } from './credentials.js'

const APP = fileURLToPath(new URL('next', import.meta.url))
const NEXT = createRequire(import.meta.url).resolve('next/dist/bin/next')
const QUIET = { NEXT_TELEMETRY_DISABLED: '1' }

/** Builds the application. With `EXTERNAL` its configuration has the line of the README. */
function built(env) {
  rmSync(join(APP, '.next'), { recursive: true, force: true })
  const options = { cwd: APP, env: { ...process.env, ...QUIET, ISSUER_KEY, ...env }, encoding: 'utf8', stdio: 'pipe' }
  return execFileSync(process.execPath, [NEXT, 'build'], options)
}

/** Starts a server that names its address, and waits until it does. */
async function started(context, args, { cwd, env }) {
  const server = start(context, args, { cwd, env: { ...QUIET, HOSTNAME: '127.0.0.1', PORT: '0', ...env } })
  for (let waited = 0; waited < 300 && server.child.exitCode === null; waited += 1) {
    const origin = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(server.printed.out)?.[0]
    if (origin !== undefined && server.printed.out.includes('Ready')) return { ...server, origin }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`the server did not start\n${server.printed.out}${server.printed.err}`)
}

test('routes and the proxy decide where nothing is installed, and the process says once that it falls back', async (t) => {
  built({})
  const folder = emptyFolder(t)
  cpSync(join(APP, '.next/standalone'), folder, { recursive: true, verbatimSymlinks: true })
  const { origin, printed } = await started(t, ['server.js'], { cwd: join(folder, 'next') })
  for (const path of ['native', 'wasm', 'edge', 'proxied']) assertDecided(await ask(`${origin}/${path}`), 'wasm')
  await assertGuarded(origin)
  assertFallbackSaidOnce(printed.err + printed.out)
})

/** What the guards of the recipes refuse, and that it is the answer of the core. */
async function assertGuarded(origin) {
  const { Verifier } = await import('doorward')
  const { policy } = await importedPolicy()
  const verifier = new Verifier(policy)
  const genuine = { authorization: `Bearer ${GENUINE}` }
  for (const path of ['/guarded', '/behind']) {
    const granted = await fetch(`${origin}${path}`, { headers: genuine })
    assert.equal(granted.status, 200, path)
    for (const [query, headers, method] of [
      ['', {}, 'GET'],
      ['', {}, path === '/behind' ? 'OPTIONS' : 'POST'],
      ['', {}, 'HEAD'],
      ['', { authorization: 'Basic YTpi' }, 'GET'],
      ['', { authorization: `Bearer ${GENUINE}, Bearer ${GENUINE}` }, 'GET'],
      ['?access_token=x', genuine, 'GET'],
    ]) {
      const url = `${path}${query}`
      const asked = verifier.authenticate({ url, method, headers }, { scopes: 'billing:read' })
      const expected = await asked.catch((error) => error)
      const response = await fetch(`${origin}${url}`, { method, headers })
      const fields = ['www-authenticate', 'content-type', 'cache-control']
      assert.deepEqual(
        [response.status, ...fields.map((name) => response.headers.get(name)), await response.text()],
        [
          expected.status,
          ...fields.map((name) => expected.headers[name] ?? null),
          method === 'HEAD' ? '' : expected.body,
        ],
        `${method} ${url}`,
      )
    }
  }
}

function importedPolicy() {
  process.env.ISSUER_KEY = ISSUER_KEY
  return import('./programs/policy.js')
}

test('the line of the README keeps the binary', async (t) => {
  built({ EXTERNAL: '1' })
  const { origin, printed } = await started(t, [NEXT, 'start', '-H', '127.0.0.1', '-p', '0'], { cwd: APP })
  for (const path of ['native', 'proxied']) assertDecided(await ask(`${origin}/${path}`), 'native')
  assertDecided(await ask(`${origin}/edge`), 'wasm')
  await assertGuarded(origin)
  assert.doesNotMatch(printed.err + printed.out, /doorward:/)
})
