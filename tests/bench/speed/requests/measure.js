// Writes the measurements of whole requests as JSON to stdout: each server once, with its ways in turn in each round.
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

import { bundle, serve, workerd } from '../serve.js'
import { quantile } from '../stats.js'
import { FOLDER, token } from '../tokens.js'
import { connections } from './load.js'
import { serverTime } from './server-time.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const READY_MS = 20_000
const WAYS = ['none', 'empty', 'signature', 'ours', 'peer']
// A token that came before with RS256, which most issuers use; only new tokens with HS256.
const KINDS = { seen: 'RS256', new: 'HS256' }

const material = JSON.parse(readFileSync(`${FOLDER}material.json`, 'utf8'))
// Many short slices: a busy moment of the machine spoils only a few of them, and neighbours alike.
const [ROUNDS, WARM_ROUNDS, SECONDS] = material.quick ? [10, 3, 0.1] : [48, 6, 0.15]
// The share of its core that the generator may use; above it the generator itself would be measured.
const BUSY_MAX = 0.9
const secret = Buffer.from(material.algorithms.HS256.secret, 'base64url')
const signed = (input) => createHmac('sha256', secret).update(input).digest()
const median = (values) => quantile(values, 0.5)

/** New tokens. Each way gets the same ones, because no way knows the tokens of another one. */
class Fresh {
  #tokens = []

  at(number) {
    while (this.#tokens.length <= number) this.#tokens.push(token('HS256', signed))
    return this.#tokens[number]
  }
}

async function measure(name, peer, origin, more = []) {
  const ways = [...WAYS, ...more]
  const runs = {}
  for (const kind of Object.keys(KINDS)) {
    for (const way of ways) runs[`${kind} ${way}`] = { rates: [], latencies: [], busy: [], cpu: 0 }
  }
  const server = await connections(Number(new URL(origin).port))
  let most = 0
  for (let round = -WARM_ROUNDS; round < ROUNDS; round += 1) {
    for (const [kind, algorithm] of Object.entries(KINDS)) {
      const fresh = new Fresh()
      // Made before the clock runs: as many as the fastest slice so far needed, and some more.
      if (kind === 'new') fresh.at(Math.ceil(most * 1.3))
      const { seen } = material.algorithms[algorithm]
      const credential = kind === 'seen' ? () => seen : (number) => fresh.at(number)
      for (let turn = 0; turn < ways.length; turn += 1) {
        const way = ways[(turn + round + WARM_ROUNDS) % ways.length]
        const before = serverTime()
        const slice = await server.ask(`/${way}/${algorithm}`, credential, SECONDS)
        slice.cpu = serverTime() - before
        most = Math.max(most, slice.latencies.length)
        if (round >= 0) kept(runs[`${kind} ${way}`], slice)
      }
    }
  }
  server.close()
  const rows = Object.entries(runs).map(([key, run]) => told(key, run, runs))
  for (const [key, run] of Object.entries(runs)) {
    const busy = median(run.busy)
    if (busy > BUSY_MAX) process.stderr.write(`  ${name}, ${key}: the generator took ${busy.toFixed(2)} of a core\n`)
  }
  return { name, peer, rows }
}

function kept(run, { rate, latencies, busy, cpu }) {
  run.cpu += cpu
  run.rates.push(rate)
  run.busy.push(busy)
  // Not spread into the arguments of push, because there are too many.
  for (const each of latencies) run.latencies.push(each)
}

function told(key, { rates, latencies }, runs) {
  const [kind, way] = key.split(' ')
  // Round by round, because a busy moment slows both.
  const shares = rates.map((rate, round) => rate / runs[`${kind} none`].rates[round])
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
  const costs = (run) => run.cpu / run.latencies.length
  // The share of the unguarded rate by the server's own time, without the time of other processes.
  const cpuShare = costs(runs[`${kind} none`]) / costs(runs[key])
  return { kind, algorithm: KINDS[kind], way, rate: median(rates), share: median(shares), cpuShare, p50, p99 }
}

/** Starts a server, which prints its address, and ends it in any case. */
async function withServer(command, args, env, pattern, use) {
  const child = spawn(command, args, { cwd: HERE, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  try {
    return await use(await address(child, pattern))
  } finally {
    kill()
    process.removeListener('exit', kill)
  }
}

function address(child, pattern) {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`not ready:\n${said}`)), READY_MS)
    child.once('exit', () => reject(new Error(`ended:\n${said}`)))
    const listen = (chunk) => {
      said += chunk
      const match = pattern.exec(said)
      if (match) {
        clearTimeout(timer)
        resolve(match[0])
      }
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
  })
}

function withKeys(use) {
  const keys = JSON.stringify({ keys: [material.algorithms.RS256.jwk] })
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(keys))
  return new Promise((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      use(`http://127.0.0.1:${server.address().port}/keys`)
        .then(resolve, reject)
        .finally(() => server.close())
    })
  })
}

const AT = /http:\/\/127\.0\.0\.1:\d+/

const python = process.env.BENCH_PYTHON ?? 'python3'
const uvicorn = ['-m', 'uvicorn', 'fastapi_app:app', '--port', '0', '--no-access-log']
const STACKS = {
  FastAPI: () =>
    withServer(python, uvicorn, { BENCH_FOLDER: FOLDER }, AT, (origin) =>
      measure('FastAPI, uvicorn', 'PyJWT dependency', origin, ['middleware']),
    ),
  Express: () =>
    withKeys((uri) => {
      const env = { BENCH_KEYS: uri, PORT: '0', NODE_ENV: 'production' }
      return withServer(process.execPath, ['express-app.js'], env, AT, (origin) =>
        measure('Express', 'express-oauth2-jwt-bearer', origin),
      )
    }),
  async Worker() {
    bundle(HERE)
    process.env.BENCH_MATERIAL = JSON.stringify(material)
    let told
    await serve(workerd, 'workerd.capnp', HERE, async (origin) => {
      told = await measure('Worker, workerd', 'jose', origin)
    })
    return told
  },
}

// A single one, by hand: BENCH_STACK=Express.
const { BENCH_STACK } = process.env
const stacks = []
for (const [name, run] of Object.entries(STACKS)) {
  if (BENCH_STACK !== undefined && BENCH_STACK !== name) continue
  process.stderr.write(`  ${name}\n`)
  stacks.push(await run())
}
console.log(JSON.stringify({ stacks }))
