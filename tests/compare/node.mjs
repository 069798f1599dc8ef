// `node node.mjs`: every library's answers to the conformance vectors, as one table.
//   --list          every accepted forgery and every refused genuine token, by its id
//   --json FILE     every answer, one JSON object a line
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { cases } from './cases.mjs'
import { peers } from './peers.mjs'
import { kinds, list, table } from './report.mjs'

async function nodeAnswers(all) {
  const answers = []
  for (const { name, ask, close } of await peers()) {
    for (const one of all) answers.push({ peer: name, id: one.id, ...(await ask(one)) })
    await close?.()
  }
  return answers
}

function pythonAnswers(all) {
  const { status, stdout, error } = spawnSync(
    process.env.COMPARE_PYTHON ?? 'python3',
    ['-W', 'ignore', fileURLToPath(new URL('python.py', import.meta.url))],
    {
      input: all.map((one) => `${JSON.stringify(one)}\n`).join(''),
      stdio: ['pipe', 'pipe', 'inherit'],
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    },
  )
  if (status !== 0) throw error ?? new Error(`python.py ended with ${status}`)
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

const all = cases()
const answers = [...pythonAnswers(all), ...(await nodeAnswers(all))]
const file = process.argv.indexOf('--json')
if (file > 0) writeFileSync(process.argv[file + 1], answers.map((one) => `${JSON.stringify(one)}\n`).join(''))
console.log(table(all, answers))
console.log(kinds(all, answers))
if (process.argv.includes('--list')) console.log(list(all, answers))
