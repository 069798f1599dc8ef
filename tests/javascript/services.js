// The real servers of tests/services. Each is a process of its own that ends with this one.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const SERVICES = fileURLToPath(new URL('../services/', import.meta.url))
const READY_MS = 20_000

async function started(file) {
  const child = spawn(process.execPath, [file], { cwd: SERVICES, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end()
  const stop = () => child.kill('SIGKILL')
  process.once('exit', stop)
  const lines = createInterface({ input: child.stdout })
  const ended = once(child, 'exit').then(([code, signal]) =>
    Promise.reject(new Error(`${file} ended: ${signal ?? code}`)),
  )
  const [line] = await Promise.race([once(lines, 'line', { signal: AbortSignal.timeout(READY_MS) }), ended])
  ended.catch(() => {})
  return { ...JSON.parse(line), stop }
}

export async function faultyKeyServer() {
  const server = await started('faulty-key-server.js')
  const text = async (path, init) => {
    const response = await fetch(server.origin + path, init)
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return await response.text()
  }
  return {
    ...server,
    token: (asked) => text(`/token?${new URLSearchParams(asked)}`),
    counts: async () => JSON.parse(await text('/counts')),
    switchTo: (fault) => text(`/switch?fault=${fault}`, { method: 'POST' }),
  }
}

export async function authorizationServer() {
  if (!existsSync(`${SERVICES}node_modules/oidc-provider`)) throw new Error('run npm ci in tests/services first')
  const server = await started('authorization-server.js')
  const { client_id: id, client_secret: secret } = server.clients[0]
  const authorization = `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}`
  const post = async (url, headers, body) => {
    const response = await fetch(url, { method: 'POST', headers, body })
    const answer = await response.json()
    if (!response.ok) throw new Error(JSON.stringify(answer))
    return answer
  }
  return {
    ...server,
    token: async () => {
      const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'billing:read' })
      return (await post(server.token_endpoint, { authorization }, body)).access_token
    },
    rotate: (phase) => post(`${server.issuer}/rotate`, {}, JSON.stringify({ phase })),
    outage: (on, how) => post(`${server.issuer}/outage`, {}, JSON.stringify({ on, how })),
  }
}
