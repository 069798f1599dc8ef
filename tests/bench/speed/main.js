// `make bench`: each runtime's tables in one run, then RESULTS.md and its figures.
//
//   BENCH_RUST=folder-of-the-programs BENCH_PYTHON=python node speed/main.js [--quick] [--pgo] [--only=node,workerd]
//
// The results of each runtime stay in .build/bench/parts/; with --only those of the others do not change.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

import { write } from './report/results.js'
import { FOLDER, make } from './tokens.js'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const { BENCH_RUST = '.', BENCH_PYTHON = 'python3' } = process.env
const PARTS = `${FOLDER}parts/`

const MEASURING = {
  rust: [`${BENCH_RUST}/speed`, FOLDER],
  python: [BENCH_PYTHON, here('python/measure.py'), FOLDER],
  node: [process.execPath, here('node/measure.js')],
  workerd: [process.execPath, here('workerd/measure.js')],
  growth: [`${BENCH_RUST}/growth`, FOLDER],
  requests: [process.execPath, here('requests/measure.js')],
}
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024

function say(text) {
  process.stderr.write(`${new Date().toTimeString().slice(0, 8)}  ${text}\n`)
}

function machine({ quick, pgo }) {
  const [{ model }] = cpus()
  const date = new Date().toISOString().slice(0, 10)
  const gib = Math.round(totalmem() / 2 ** 30)
  // More than a few tenths means that another process was running.
  const load = loadavg()[0].toFixed(1)
  return { model, cores: cpus().length, arch: process.arch, platform: process.platform, gib, date, load, quick, pgo }
}

/** Of all processors since the start: the time that was needed, and the part of it that the host gave to other guests. */
function processorTime() {
  if (process.platform !== 'linux') return undefined
  const [, line] = /^cpu +(.+)$/m.exec(readFileSync('/proc/stat', 'utf8'))
  const [user, nice, system, , , irq, softirq, steal] = line.split(' ').map(Number)
  return { wanted: user + nice + system + irq + softirq + steal, steal }
}

/** The share of the needed time that the machine did not get. */
function stolen(before) {
  const after = processorTime()
  return before && after && (after.steal - before.steal) / (after.wanted - before.wanted)
}

/** The earlier results of the parts that are not measured now. */
function earlier() {
  return existsSync(`${PARTS}machine.json`) ? JSON.parse(readFileSync(`${PARTS}machine.json`, 'utf8')).lost : {}
}

/** The compiler of the Rust programs, which they do not know themselves. */
function rustVersions() {
  const lock = readFileSync(here('../../../Cargo.lock'), 'utf8')
  const locked = (name) => [name, new RegExp(`name = "${name}"\nversion = "(.+)"`).exec(lock)?.[1] ?? 'unknown']
  const rustc = execFileSync('rustc', ['--version'], { encoding: 'utf8' }).split(' ')[1]
  return { rustc, ...Object.fromEntries(['jsonwebtoken', 'aws-lc-rs', 'aws-lc-sys'].map(locked)) }
}

const flags = process.argv.slice(2)
const quick = flags.includes('--quick')
// Whether make has built the wheel with a profile.
const pgo = flags.includes('--pgo')
const only = flags
  .find((flag) => flag.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',')
const chosen = only ?? Object.keys(MEASURING)

mkdirSync(PARTS, { recursive: true })
const about = { ...machine({ quick, pgo }), rust: rustVersions() }
const lost = { ...earlier() }
say('making the tokens of this run')
make({ quick })
for (const name of chosen) {
  say(`measuring: ${name}`)
  const [command, ...args] = MEASURING[name]
  const options = { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: OUTPUT_BYTES_MAX }
  const began = processorTime()
  writeFileSync(`${PARTS}${name}.json`, execFileSync(command, args, options))
  lost[name] = stolen(began)
}
writeFileSync(`${PARTS}machine.json`, JSON.stringify({ ...about, lost }))
say('writing tests/bench/RESULTS.md')
console.log(write(PARTS, here('..')))
