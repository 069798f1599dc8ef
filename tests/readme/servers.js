// Starts the programs of README.md the way a reader would.
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

import { failure, finished, says, start } from '../demo/children.js'
import { root } from './snippets.js'

const READY_MS = 30_000

const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  compatibilityDate = "2026-10-01",
  modules = [
    (name = "worker.js", esModule = embed "dist/worker.js"),
    (name = "./doorward.wasm", wasm = embed "dist/doorward.wasm"),
  ],
);
`

export async function startFastApi(cwd) {
  const args = ['-m', 'uvicorn', 'main:app', '--host', '127.0.0.1', '--port', '0']
  const env = { ...process.env, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' }
  const child = start('FastAPI snippet', process.env.DOORWARD_PYTHON, args, { cwd, env })
  const [, port] = await says(child, /running on http:\/\/127\.0\.0\.1:(\d+)/, READY_MS)
  return Number(port)
}

export async function startExpress(cwd) {
  const port = await freePort()
  const env = { ...process.env, PORT: String(port), NODE_ENV: 'production' }
  const child = start('Express snippet', process.execPath, ['server.mjs'], { cwd, env })
  await answers(child, port)
  return port
}

export async function startWorker(cwd) {
  const options = ['--bundle', '--format=esm', '--conditions=workerd,worker,browser', '--loader:.wasm=copy']
  const args = ['worker.js', ...options, '--asset-names=doorward', '--outdir=dist', '--log-level=warning']
  const bundle = start('Worker bundle', `${root}examples/worker/node_modules/.bin/esbuild`, args, { cwd, env: process.env })
  await finished(bundle, READY_MS)
  await writeFile(`${cwd}config.capnp`, CONFIG)
  const workerd = createRequire(`${root}examples/worker/package.json`)('workerd').default
  const child = start('Worker snippet', workerd, ['serve', 'config.capnp', '--control-fd=3'], {
    cwd,
    env: process.env,
    control: true,
  })
  const [, port] = await says(child, /"event":"listen","socket":"http","port":(\d+)/, READY_MS)
  return Number(port)
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

async function answers(child, port) {
  const deadline = Date.now() + READY_MS
  while (Date.now() < deadline) {
    if (child.ended) throw failure(child, `ended with ${child.ended}`)
    const answered = await fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false)
    if (answered) return
    await sleep(50)
  }
  throw failure(child, 'does not answer')
}
