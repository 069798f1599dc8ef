// The Worker in real workerd, bundled as users bundle it, on loopback. It ends with this process.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'

const READY_MS = 20_000
const { default: workerd } = createRequire(import.meta.url)('workerd')

// `cacheHost`: the server behind `caches.default`; without it every use of the cache fails.
const config = (cacheHost) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = .worker),
    (name = "loopback", network = (allow = ["private"])),
    ${cacheHost ? `(name = "cache", external = (address = "${cacheHost}", http = ())),` : ''}
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "./doorward.wasm", wasm = embed "doorward.wasm"),
  ],
  globalOutbound = "loopback",
  ${cacheHost ? 'cacheApiOutbound = "cache",' : ''}
);
`

async function bundle(folder, entry, cacheHost) {
  await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    loader: { '.wasm': 'copy' },
    assetNames: 'doorward',
    entryNames: 'worker',
    outdir: folder,
    logLevel: 'warning',
  })
  writeFileSync(join(folder, 'config.capnp'), config(cacheHost))
}

// workerd writes its port to the third pipe.
function portOf(child) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`workerd is not ready after ${READY_MS / 1000} s`)), READY_MS)
    let told = ''
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`workerd ended with ${signal ?? code}`)))
    child.stdio[3].setEncoding('utf8').on('data', (chunk) => {
      told += chunk
      const match = /"event":"listen","socket":"http","port":(\d+)/.exec(told)
      if (!match) return
      clearTimeout(timer)
      resolve(Number(match[1]))
    })
  })
}

export async function startWorkerd({ entry = 'worker.js', cacheHost } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'doorward-workerd-'))
  await bundle(folder, entry, cacheHost)
  const args = ['serve', 'config.capnp', '--control-fd=3']
  const child = spawn(workerd, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit', 'pipe'] })
  const stop = () => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', stop)
  const port = await portOf(child)
  return { port, stop, ask: (asked, options) => ask(port, asked, options) }
}

// `signal` makes the client go away.
function ask(port, asked, { signal } = {}) {
  const body = JSON.stringify(asked)
  const options = { host: '127.0.0.1', port, method: 'POST', agent: false, signal }
  return new Promise((resolve, reject) => {
    const request = http.request(options, async (response) => {
      try {
        const chunks = []
        for await (const chunk of response) chunks.push(chunk)
        const text = Buffer.concat(chunks).toString('utf8')
        if (response.statusCode === 200) resolve(JSON.parse(text))
        else reject(new Error(text))
      } catch (error) {
        reject(error)
      }
    })
    request.once('error', reject)
    request.end(body)
  })
}
