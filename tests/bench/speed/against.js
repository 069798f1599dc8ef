// `make bench AGAINST=<commit>`: the packages of a commit and those of the working tree, measured by turns.
//
//   node speed/against.js <folder of the commit> <folder of the working tree> [--only=rust,python] [--rounds=5]
//
// Each side is measured by the programs and under the names of its own commit; what they have in common is what they
// print: JSON with rows that have a name, a role and a least figure. Ends with 1 when a row became slower.
import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

import { compared, moved, SHARE_ALLOWED, table } from './against/compare.js'

const OUTPUT_BYTES_MAX = 16 * 1024 * 1024
// A row that seems slower may have met a busy moment in every round: so many more are given to its part.
const ROUNDS_MORE = 3

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const tokens = (root) => `${join(root, '.build/bench')}/`
const inNode = (root, program) => [
  process.execPath,
  '--import',
  pathToFileURL(here('against/ours.js')).href,
  join(root, 'tests/bench/speed', program),
]

/** How each part of a side is measured. */
const MEASURING = {
  rust: (root) => [join(root, 'target/measured/speed'), tokens(root)],
  python: (root) => [
    join(root, '.build/bench-venv/bin/python'),
    here('against/ours.py'),
    join(root, 'tests/bench/speed/python'),
    tokens(root),
  ],
  node: (root) => inNode(root, 'node/measure.js'),
  workerd: (root) => inNode(root, 'workerd/measure.js'),
}

function say(text) {
  process.stderr.write(`${new Date().toTimeString().slice(0, 8)}  ${text}\n`)
}

function run([command, ...args], root) {
  // What it says of its progress is said for each round and side; it is shown when it fails.
  const options = { cwd: join(root, 'tests/bench'), maxBuffer: OUTPUT_BYTES_MAX, stdio: ['ignore', 'pipe', 'pipe'] }
  return execFileSync(command, args, options).toString()
}

/** Each side makes the tokens of the run by its own program, which knows what its contestants read. */
function makeTokens(root) {
  const program = pathToFileURL(join(root, 'tests/bench/speed/tokens.js')).href
  run([process.execPath, '--input-type=module', '-e', `(await import('${program}')).make({ quick: false })`], root)
}

/** One round: both sides, by turns the first. */
function round(part, sides, number) {
  const turn = number % 2 === 0 ? sides : [...sides].reverse()
  for (const side of turn) side.runs[part].push(JSON.parse(run(MEASURING[part](side.root), side.root)))
}

function measured(part, sides, rounds) {
  for (const side of sides) side.runs[part] = []
  const rows = () => compared(...sides.map(({ runs }) => runs[part]))
  const more = (count) => {
    for (let number = 0; number < count; number += 1) {
      say(`${part}, round ${sides[0].runs[part].length + 1}`)
      round(part, sides, number)
    }
  }
  more(rounds)
  if (rows().some(({ slower }) => slower)) more(ROUNDS_MORE)
  return rows()
}

function main() {
  const options = { only: { type: 'string' }, rounds: { type: 'string', default: '5' } }
  const { values, positionals } = parseArgs({ allowPositionals: true, options })
  if (positionals.length !== 2) throw new Error('node speed/against.js <folder of the commit> <working tree>')
  const parts = values.only?.split(',') ?? Object.keys(MEASURING)
  const unknown = parts.filter((part) => !(part in MEASURING))
  if (unknown.length > 0) throw new Error(`${unknown}: only ${Object.keys(MEASURING).join(', ')} can be compared`)
  const sides = positionals.map((root) => ({ root: resolve(root), runs: {} }))
  say('making the tokens of both sides')
  for (const { root } of sides) makeTokens(root)
  const all = []
  for (const part of parts) {
    const rows = measured(part, sides, Number(values.rounds))
    console.log(`${table(part, rows)}\n`)
    if (moved(rows) > SHARE_ALLOWED) {
      const share = (moved(rows) * 100).toFixed(0)
      console.log(
        `A control of ${part} moved by ${share} %: the machine was not left alone, so judge by another run.\n`,
      )
    }
    all.push(...rows)
  }
  const slower = all.filter((row) => row.slower)
  const both = all.filter(({ control, before, now }) => !control && before !== undefined && now !== undefined)
  console.log(`${both.length} rows compared, ${slower.length} slower by more than 3 % and more than 0.1 µs.`)
  if (both.length === 0) console.error('No row has the same name on both sides: nothing was compared.')
  return slower.length > 0 || both.length === 0 ? 1 : 0
}

process.exitCode = main()
