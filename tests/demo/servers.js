// The four servers: the authorization server, and the three examples, started as a reader starts them.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { finished, says, start } from './children.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
// With what is installed into them: by `make packages` here, by `make demo` elsewhere.
const EXAMPLES = process.env.DOORWARD_EXAMPLES || join(ROOT, 'examples')
const READY_MS = 30_000
const BUILD_MS = 60_000

// Only the variables that any program needs, so that a variable of the shell cannot change the policy.
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'LD_LIBRARY_PATH', 'SystemRoot']

function environment(extra = {}) {
  const kept = INHERITED.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]])
  return { ...Object.fromEntries(kept), ...extra }
}

export async function startAuthorizationServer(privateJwks) {
  const child = start('authorization server', process.execPath, ['authorization-server.js'], {
    cwd: join(ROOT, 'tests/services'),
    env: environment(),
    input: JSON.stringify(privateJwks),
  })
  const [line] = await says(child, /^\{"port":.*\}$/m, READY_MS)
  return JSON.parse(line)
}

// The policy as users keep it in the environment. It has no keys, because each example finds them by itself.
function policyEnvironment({ issuer, audience }, records) {
  return { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, API_KEYS: JSON.stringify(records) }
}

// The same records with members in camelCase, as JavaScript programs keep them.
function camelCased(records) {
  const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
  return records.map((record) => Object.fromEntries(Object.entries(record).map(([name, value]) => [camel(name), value])))
}

export async function startFastApi(policy) {
  const child = start('FastAPI', process.env.DOORWARD_PYTHON, ['-m', 'uvicorn', 'main:app', '--host', '127.0.0.1', '--port', '0'], {
    cwd: join(EXAMPLES, 'fastapi'),
    env: environment({ ...policyEnvironment(policy, policy.records), PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' }),
  })
  const [, port] = await says(child, /running on http:\/\/127\.0\.0\.1:(\d+)/, READY_MS)
  return Number(port)
}

export async function startExpress(policy) {
  const child = start('Express', process.execPath, ['server.js'], {
    cwd: join(EXAMPLES, 'express'),
    env: environment({ ...policyEnvironment(policy, camelCased(policy.records)), PORT: '0', NODE_ENV: 'production' }),
  })
  const [, port] = await says(child, /listening on http:\/\/127\.0\.0\.1:(\d+)/, READY_MS)
  return Number(port)
}

export async function bundleWorker() {
  const child = start('Worker bundle', 'npm', ['run', '--silent', 'build'], {
    cwd: join(EXAMPLES, 'worker'),
    env: environment(),
  })
  await finished(child, BUILD_MS)
}

export async function startWorker(policy) {
  const cwd = join(EXAMPLES, 'worker')
  // The package's main names its platform's binary; the npm shim in between would not hand on signals.
  const workerd = createRequire(join(cwd, 'package.json'))('workerd').default
  const args = ['serve', 'config.capnp', '--socket-addr=http=127.0.0.1:0', '--control-fd=3']
  const child = start('Worker', workerd, args, { cwd, env: environment(policyEnvironment(policy, camelCased(policy.records))), control: true })
  const [, port] = await says(child, /"event":"listen","socket":"http","port":(\d+)/, READY_MS)
  return Number(port)
}
