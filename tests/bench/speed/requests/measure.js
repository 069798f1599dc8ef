// Whole requests as JSON on stdout: each server once, its ways by turns within each round.
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

import { bundle, serve, workerd } from '../serve.js'
import { quantile } from '../stats.js'
import { FOLDER, token } from '../tokens.js'
import { load } from './load.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const READY_MS = 20_000
const WAYS = ['none', 'empty', 'ours', 'peer']
// Under RS256, which most issuers sign with, a token seen before; under HS256 every token new.
const KINDS = { seen: 'RS256', new: 'HS256' }

const material = JSON.parse(readFileSync(`${FOLDER}material.json`, 'utf8'))
const [ROUNDS, SECONDS] = material.quick ? [2, 0.4] : [7, 1.2]
const secret = Buffer.from(material.algorithms.HS256.secret, 'base64url')
const signed = (input) => createHmac('sha256', secret).update(input).digest()
const median = (values) => quantile(values, 0.5)

/** Tokens that nobody has seen, as many as a run may ask for. */
function fresh(count) {
  const tokens = Array.from({ length: count }, () => token('HS256', signed))
  return (number) => tokens[number]
}

async function measure(name, peer, origin) {
  const port = Number(new URL(origin).port)
  const runs = {}
  for (const kind of Object.keys(KINDS)) for (const way of WAYS) runs[`${kind} ${way}`] = { rates: [], latencies: [] }
  let expected = 4000
  // The first round warms up and does not count.
  for (let round = 0; round <= ROUNDS; round += 1) {
    process.stderr.write(`  ${name}, round ${round} of ${ROUNDS}\n`)
    for (const [kind, algorithm] of Object.entries(KINDS)) {
      for (let turn = 0; turn < WAYS.length; turn += 1) {
        const way = WAYS[(turn + round) % WAYS.length]
        const { seen } = material.algorithms[algorithm]
        const credential = kind === 'seen' ? () => seen : fresh(Math.ceil(expected * SECONDS * 1.5))
        const { rate, latencies } = await load(port, `/${way}/${algorithm}`, credential, SECONDS)
        expected = Math.max(expected, rate)
        if (round === 0) continue
        runs[`${kind} ${way}`].rates.push(rate)
        // Not spread into push's arguments: there are too many of them.
        for (const each of latencies) runs[`${kind} ${way}`].latencies.push(each)
      }
    }
  }
  return { name, peer, rows: Object.entries(runs).map(([key, run]) => told(key, run, runs)) }
}

function told(key, { rates, latencies }, runs) {
  const [kind, way] = key.split(' ')
  // Round by round, for a busy moment slows both.
  const shares = rates.map((rate, round) => rate / runs[`${kind} none`].rates[round])
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
  return { kind, algorithm: KINDS[kind], way, rate: median(rates), share: median(shares), p50, p99 }
}

/** Starts a server that tells its address, and ends it whatever happens. */
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
const stacks = []
stacks.push(
  await withServer(python, uvicorn, { BENCH_FOLDER: FOLDER }, AT, (origin) =>
    measure('FastAPI, uvicorn', 'PyJWT dependency', origin),
  ),
)
stacks.push(
  await withKeys((uri) =>
    withServer(
      process.execPath,
      ['express-app.js'],
      { BENCH_KEYS: uri, PORT: '0', NODE_ENV: 'production' },
      AT,
      (origin) => measure('Express', 'express-oauth2-jwt-bearer', origin),
    ),
  ),
)
bundle(HERE)
process.env.BENCH_MATERIAL = JSON.stringify(material)
await serve(workerd, 'workerd.capnp', HERE, async (origin) => {
  stacks.push(await measure('Worker, workerd', 'jose', origin))
})
console.log(JSON.stringify({ stacks }))
