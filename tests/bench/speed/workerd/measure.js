// Writes the tables of workerd as JSON to stdout: one isolate, with the contestants in turn in each round.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { bundle, serve, workerd } from '../serve.js'
import { row, spread } from '../stats.js'
import { ALGORITHMS, FOLDER } from '../tokens.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const WARM_MS = 250
const EMPTIES = 3
// Fewer and longer rounds than elsewhere, because workerd waits for a request between rounds and is slow at first.
const LONGER = 2
const INSTANCES = 20
const INSTANCE_ROUNDS = 10
// A signature in wasm takes half a millisecond, so fewer of them are enough.
const SYNC = 'Doorward, sync in wasm'
const PEER = 'jsonwebtoken in wasm'
const SLOW_CALLS = 40

async function post(origin, body) {
  const response = await fetch(origin, { method: 'POST', body: JSON.stringify(body) })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return JSON.parse(text)
}

/** The microseconds of one request with everything around it. */
async function timed(origin, question) {
  const began = process.hrtime.bigint()
  const granted = await post(origin, question)
  const took = Number(process.hrtime.bigint() - began) / 1000
  if (granted !== question.to - question.from) throw new Error(`${question.name} granted ${granted}`)
  return took
}

async function table(origin, material, algorithm, kind) {
  const { warm, ...plan } = material.algorithms[algorithm]
  const [rounds, calls] = [plan.rounds / LONGER, plan.calls * LONGER]
  const found = await post(origin, { names: algorithm })
  const samples = found.map(() => [])
  // The time of an empty request: one figure for all, because a disturbed one would make a contestant faster.
  let around = Number.POSITIVE_INFINITY
  const slow = (name) => algorithm !== 'HS256' && (name === PEER || (name === SYNC && kind === 'new'))
  for (const { name } of found) {
    const began = performance.now()
    const question = { algorithm, name, kind, from: 0, to: slow(name) ? SLOW_CALLS : warm }
    do await timed(origin, question)
    while (performance.now() - began < WARM_MS)
  }
  for (let round = 0; round < rounds; round += 1) {
    const from = warm + round * calls
    for (let turn = 0; turn < found.length; turn += 1) {
      const index = (turn + round) % found.length
      const { name } = found[index]
      const asked = slow(name) ? SLOW_CALLS : calls
      const question = { algorithm, name, kind, from, to: from + asked }
      samples[index].push({ took: await timed(origin, question), asked })
      around = Math.min(around, await timed(origin, { ...question, to: from }))
    }
  }
  const each = ({ took, asked }) => (took - around) / asked
  return { algorithm, kind, rows: found.map((contestant, index) => row(contestant, samples[index].map(each))) }
}

/** Milliseconds until the module is instantiated. */
async function instantiate(origin) {
  const took = async (count) => {
    const began = process.hrtime.bigint()
    await post(origin, { instantiate: count })
    return Number(process.hrtime.bigint() - began) / 1e6
  }
  const samples = []
  for (let round = 0; round < INSTANCE_ROUNDS; round += 1) {
    const full = await took(INSTANCES)
    const around = []
    while (around.length < EMPTIES) around.push(await took(0))
    samples.push((full - Math.min(...around)) / INSTANCES)
  }
  return spread(samples)
}

const installed = (name) =>
  JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url)))

bundle(HERE)
const material = JSON.parse(readFileSync(`${FOLDER}material.json`, 'utf8'))
const pools = Object.fromEntries(
  ALGORITHMS.map((algorithm) => [algorithm, readFileSync(`${FOLDER}${algorithm}.txt`, 'utf8').trimEnd().split('\n')]),
)
const module = readFileSync(`${HERE}dist/doorward.wasm`)
const lean = readFileSync(
  new URL('../../node_modules/doorward-wasm/dist/esm/glue/webcrypto/doorward-webcrypto.wasm', import.meta.url),
)
const told = { runtime: 'workerd', versions: {}, tables: [], wasm: {} }
for (const name of ['workerd', 'doorward-wasm', 'jose', 'hono']) told.versions[name] = installed(name).version
await serve(workerd, 'workerd.capnp', HERE, async (origin) => {
  await post(origin, { material, pools })
  for (const algorithm of ALGORITHMS) {
    for (const kind of ['new', 'seen']) {
      process.stderr.write(`  workerd ${algorithm}, ${kind}\n`)
      told.tables.push(await table(origin, material, algorithm, kind))
    }
  }
  const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length
  told.wasm = {
    bytes: module.length,
    gzip: gzipped(module),
    lean: gzipped(lean),
    instantiate: await instantiate(origin),
  }
})
console.log(JSON.stringify(told))
