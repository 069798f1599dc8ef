// Compares the instructions of each decision with the budgets of tests/bench/instructions.json.
//
//   node instructions/main.js path/to/paths [--update]
//
// Instructions and not time, because the clock of a shared machine varies by more than the changes that matter. Instructions of AWS-LC,
// libc and vector code are shown and have no budget, because the processor chooses that code.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { make } from '../speed/tokens.js'
import { count } from './callgrind.js'

const FILE = fileURLToPath(new URL('../instructions.json', import.meta.url))
const FOLDER = fileURLToPath(new URL('../../../.build/instructions/', import.meta.url))
const ROOM = 1.03

const PATHS = [
  'HS256',
  'RS256',
  'ES256',
  'EdDSA',
  'HS256 seen',
  'ES256 seen',
  'HS256 malformed',
  'HS256 forged',
  'HS256 expired',
  'HS256 audience',
  'HS256 scope',
  'HS256 of many',
  'api_key',
]

const cells = (name, figures) =>
  [name.padEnd(18), ...figures.map((figure) => figure.toLocaleString('en-US').padStart(10))].join('')

function measured(program) {
  console.log(`${''.padEnd(18)}      ours    budget  elsewhere  allocations`)
  const budgets = JSON.parse(readFileSync(FILE, 'utf8'))
  const found = {}
  for (const path of PATHS) {
    const { instructions, elsewhere, allocations } = count(program, FOLDER, path)
    const budget = budgets[path] ?? { instructions: 0, allocations: 0 }
    found[path] = { instructions, allocations, budget }
    console.log(cells(path, [instructions, budget.instructions, elsewhere, allocations]))
  }
  return found
}

function update(found) {
  const budgets = Object.entries(found).map(([path, { instructions, allocations }]) => [
    path,
    { instructions: Math.ceil(instructions * ROOM), allocations },
  ])
  const lines = budgets.map(([path, budget]) => `  ${JSON.stringify(path)}: ${JSON.stringify(budget)}`)
  writeFileSync(FILE, `{\n${lines.join(',\n')}\n}\n`)
}

const over = ({ instructions, allocations, budget }) =>
  instructions > budget.instructions || allocations > budget.allocations

const [program, flag] = process.argv.slice(2)
if (program === undefined) throw new Error('node instructions/main.js path/to/paths [--update]')
make({ quick: true, folder: FOLDER })
const found = measured(program)
if (flag === '--update') update(found)
else {
  const failed = Object.keys(found).filter((path) => over(found[path]))
  for (const path of failed) console.error(`over budget: ${path}. If it is worth it: make instructions UPDATE=1`)
  process.exitCode = failed.length > 0 ? 1 : 0
}
