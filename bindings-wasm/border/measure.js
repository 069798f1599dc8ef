// What one decision costs by each way over the border: a token of 500 bytes in, a principal out.
//
//   node border/measure.js [--native path/to/doorward.node]
//
// Builds the crate with the feature `border`, then measures in this Node and, where it is installed,
// in workerd (its clock stands still while it computes, so it is timed from outside). Nanoseconds.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

import { NOW, sample } from './sample.js'
import { repeat, ways } from './ways.js'

const ROUNDS = 31
const CALLS = 5_000

function report(where, samples) {
  console.log(`\n${where}: ns per decision, ${ROUNDS} rounds of ${CALLS}`)
  for (const [name, values] of Object.entries(samples)) {
    const sorted = values.toSorted?.((a, b) => a - b) ?? [...values].sort((a, b) => a - b)
    const [least, median] = [sorted[0], sorted[sorted.length >> 1]].map((value) =>
      Math.round(value).toString().padStart(7),
    )
    console.log(`  ${name.padEnd(38)} min ${least}   median ${median}`)
  }
}

function measureHere(where, engine) {
  const all = Object.entries(ways(engine, sample(), NOW))
  const samples = Object.fromEntries(all.map(([name]) => [name, []]))
  for (const [, way] of all) repeat(way, CALLS)
  // Way by way within a round, so that a busy moment hits all of them.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, way] of all) {
      const began = process.hrtime.bigint()
      if (repeat(way, CALLS) !== CALLS) throw new Error(`${name}: not granted`)
      samples[name].push(Number(process.hrtime.bigint() - began) / CALLS)
    }
  }
  report(where, samples)
}

async function wasmEngine(folder) {
  const glue = await import(`${folder}/doorward_wasm_bg.js`)
  const module = new WebAssembly.Module(readFileSync(`${folder}/doorward_wasm_bg.wasm`))
  const { exports } = new WebAssembly.Instance(module, { './doorward_wasm_bg.js': glue })
  glue.__wbg_set_wasm(exports)
  exports.__wbindgen_start()
  return glue
}

async function measureWorkerd(folder) {
  const runners = new URL('../../tests/runners/javascript/', import.meta.url)
  const { serve } = await import(new URL('serve.js', runners))
  const resolve = createRequire(new URL('package.json', runners))
  const here = fileURLToPath(new URL('.', import.meta.url))
  const options = [
    '--bundle',
    '--format=esm',
    '--loader:.wasm=copy',
    '--asset-names=doorward',
    `--alias:glue=${folder}`,
  ]
  execFileSync(
    resolve.resolve('esbuild/bin/esbuild'),
    ['worker.js', ...options, '--outdir=dist', '--log-level=warning'],
    { cwd: here },
  )
  await serve(resolve('workerd').default, 'workerd.capnp', here, async (origin) => {
    const ask = async (way, calls) => {
      const body = JSON.stringify({ sample: sample(), now: NOW, way, calls })
      const began = process.hrtime.bigint()
      const answer = await (await fetch(origin, { method: 'POST', body })).text()
      if (Number(answer) !== calls) throw new Error(`${way}: ${answer}`)
      return Number(process.hrtime.bigint() - began)
    }
    const names = Object.keys(ways({ Engine: class {}, Requirement: class {} }, {}, NOW))
    const samples = Object.fromEntries(names.map((name) => [name, []]))
    for (const name of names) await ask(name, CALLS)
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const name of names) samples[name].push(((await ask(name, CALLS)) - (await ask(name, 0))) / CALLS)
    }
    report('workerd, wasm', samples)
  })
}

const at = process.argv.indexOf('--native')
if (at > 0) {
  measureHere(
    'Node, native',
    createRequire(import.meta.url)(fileURLToPath(new URL(process.argv[at + 1], `file://${process.cwd()}/`))),
  )
} else {
  const built = fileURLToPath(new URL('../../target/wasm32-unknown-unknown/wasm/', import.meta.url))
  const folder = `${built}border`
  const cargo = (...args) => execFileSync('cargo', args, { stdio: 'inherit' })
  cargo(
    'build',
    '-q',
    '-p',
    'doorward-wasm',
    '--target',
    'wasm32-unknown-unknown',
    '--profile',
    'wasm',
    '--features',
    'border',
  )
  cargo('run', '-q', '-p', 'doorward-wasm-glue', '--', `${built}doorward_wasm.wasm`, folder)
  measureHere('Node, wasm', await wasmEngine(folder))
  await measureWorkerd(folder)
}
