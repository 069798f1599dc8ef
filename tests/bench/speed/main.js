// `make bench`: each runtime's tables in one run, then RESULTS.md and its figures.
//
//   BENCH_RUST=folder-of-the-programs BENCH_PYTHON=python node speed/main.js [--quick] [--pgo] [--only=node,workerd]
//
// What a runtime measured is kept in .build/bench/parts/; with --only the others' parts stay as they were.
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
  // More than a few tenths means that somebody else was at work.
  const load = loadavg()[0].toFixed(1)
  return { model, cores: cpus().length, arch: process.arch, platform: process.platform, gib, date, load, quick, pgo }
}

/** Of all processors since the start: the time in which something was to be done, and that which a host gave to others. */
function processorTime() {
  if (process.platform !== 'linux') return undefined
  const [, line] = /^cpu +(.+)$/m.exec(readFileSync('/proc/stat', 'utf8'))
  const [user, nice, system, , , irq, softirq, steal] = line.split(' ').map(Number)
  return { wanted: user + nice + system + irq + softirq + steal, steal }
}

/** How much of the time that was wanted the machine did not get. */
function stolen(before) {
  const after = processorTime()
  return before && after && (after.steal - before.steal) / (after.wanted - before.wanted)
}

/** What is known of the parts that are not measured anew. */
function earlier() {
  return existsSync(`${PARTS}machine.json`) ? JSON.parse(readFileSync(`${PARTS}machine.json`, 'utf8')).lost : {}
}

/** What Rust was built with; a program cannot know it of itself. */
function rustVersions() {
  const lock = readFileSync(here('../../../Cargo.lock'), 'utf8')
  const locked = (name) => [name, new RegExp(`name = "${name}"\nversion = "(.+)"`).exec(lock)?.[1] ?? 'unknown']
  const rustc = execFileSync('rustc', ['--version'], { encoding: 'utf8' }).split(' ')[1]
  return { rustc, ...Object.fromEntries(['jsonwebtoken', 'aws-lc-rs', 'aws-lc-sys'].map(locked)) }
}

const flags = process.argv.slice(2)
const quick = flags.includes('--quick')
// That the wheel was built by profile; make sees to it.
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
