// Writes the tables of Node as JSON to stdout: one process, with the contestants in turn in each round.
import { existsSync, readFileSync } from 'node:fs'

import { row } from '../stats.js'
import { ALGORITHMS, FOLDER } from '../tokens.js'
import { contestants } from './contestants.js'

// How long every contestant runs before it counts, so that V8 has compiled it.
const WARM_MS = 250

const PEERS = ['doorward', 'jose', 'jsonwebtoken', 'fast-jwt', '@node-rs/jsonwebtoken', 'aws-jwt-verify']

async function ask(contestant, items) {
  let granted = 0
  if (contestant.sync) {
    for (const item of items) if (contestant.sync(item)) granted += 1
  } else {
    for (const item of items) if (await contestant.async(item)) granted += 1
  }
  if (granted !== items.length) throw new Error(`${contestant.name} granted ${granted} of ${items.length}`)
}

/** A contestant that grants one of these does less work than the others. */
async function refuses(contestant, bad) {
  for (const [what, token] of Object.entries(bad)) {
    const granted = await Promise.resolve(token)
      .then(contestant.sync ?? contestant.async)
      .catch(() => false)
    if (granted) throw new Error(`${contestant.name} granted a token with a wrong ${what}`)
  }
}

async function warmUp(contestant, items) {
  const began = performance.now()
  while (performance.now() - began < WARM_MS) await ask(contestant, items)
}

async function table(material, algorithm, kind) {
  const { rounds, calls, warm, seen, bad } = material.algorithms[algorithm]
  const pool = readFileSync(`${FOLDER}${algorithm}.txt`, 'utf8').trimEnd().split('\n')
  const found = Object.entries(await contestants(material, algorithm)).map(([name, each]) => ({ name, ...each }))
  const samples = found.map(() => [])
  for (const contestant of found) if (!contestant.prepare) await refuses(contestant, bad)
  for (const contestant of found) await warmUp(contestant, prepared(contestant, pool.slice(0, warm)))
  for (let round = 0; round < rounds; round += 1) {
    const from = warm + round * calls
    const tokens = kind === 'new' ? pool.slice(from, from + calls) : Array(calls).fill(seen)
    for (let turn = 0; turn < found.length; turn += 1) {
      // The order changes, so that no contestant always follows the slowest one.
      const index = (turn + round) % found.length
      const items = prepared(found[index], tokens)
      if (kind === 'seen') await ask(found[index], items.slice(0, 2))
      const began = process.hrtime.bigint()
      await ask(found[index], items)
      samples[index].push(Number(process.hrtime.bigint() - began) / 1000 / calls)
    }
  }
  return { algorithm, kind, rows: found.map((contestant, index) => row(contestant, samples[index])) }
}

const prepared = (contestant, tokens) => (contestant.prepare ? tokens.map(contestant.prepare) : tokens)

function version(name) {
  const path = new URL(`../../node_modules/${name}/package.json`, import.meta.url)
  if (!existsSync(path)) return 'not installed'
  return JSON.parse(readFileSync(path, 'utf8')).version
}

const material = JSON.parse(readFileSync(`${FOLDER}material.json`, 'utf8'))
const tables = []
for (const algorithm of ALGORITHMS) {
  for (const kind of ['new', 'seen']) {
    process.stderr.write(`  Node ${algorithm}, ${kind}\n`)
    tables.push(await table(material, algorithm, kind))
  }
}
const versions = { node: process.versions.node, openssl: process.versions.openssl }
for (const name of PEERS) versions[name] = version(name)
console.log(JSON.stringify({ runtime: 'Node', versions, tables }))
