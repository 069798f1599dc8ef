// `make demo`: real tokens from a real authorization server, the same requests to FastAPI, Express and a Worker before and after the
// keys rotate, and the answer of each.
import { setTimeout as sleep } from 'node:timers/promises'

import { apiKeys, cases, PATH } from './cases.js'
import { endedEarly, killAll, stopAll } from './children.js'
import { faults, send } from './compare.js'
import { writePicture } from './picture.js'
import { red, step } from './progress.js'
import { bundleWorker, startAuthorizationServer, startExpress, startFastApi, startWorker } from './servers.js'
import { printTable, printVerdict } from './table.js'
import { keysRotate } from './rotation.js'
import { badTokens, checkKeySet, fetchToken, headerOf, signingKeys } from './tokens.js'

const HELP = `node tests/demo/main.js

Starts an authorization server and the three examples on loopback, sends the same requests to
FastAPI, Express and a Worker, and prints what each answered. They know the issuer and find its keys
by themselves. Then the server's keys rotate under load, and the requests are sent again. Ends with
1 if an answer differs between the runtimes or from the expected one.

  DOORWARD_PYTHON    Python of a venv with doorward, fastapi and uvicorn (required)
  DOORWARD_EXAMPLES  the folder of the three examples, packages installed (examples/)
  PICTURE=path       draw the table as an SVG picture
  KEEP=1             leave the servers up until Ctrl-C and print three curl lines to try
  NO_COLOR=1         no colours`

const RUNTIMES = { FastAPI: startFastApi, Express: startExpress, Worker: startWorker }
// The status that a shell reports for a program that a signal ended.
const SIGNAL_STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }
// Set when the servers stay up: Ctrl-C is then the ordinary end, and the table decides the status.
let verdict

async function demo() {
  if (!process.env.DOORWARD_PYTHON) {
    throw new Error('DOORWARD_PYTHON is not set: the Python of a venv with doorward, fastapi and uvicorn')
  }
  console.log('starting')
  const keys = signingKeys(1)
  const server = await step('authorization server', async () => {
    const result = await startAuthorizationServer(keys.privateJwks)
    await checkKeySet(result, keys.kids)
    return { result, note: result.issuer }
  })
  const tokens = await step('tokens', () => tokensFrom(server, keys))
  const credentials = apiKeys()
  const policy = { issuer: server.issuer, audience: server.audience, records: credentials.records }
  await step('Worker bundle', async () => ({ result: await bundleWorker() }))

  const ports = {}
  for (const [name, start] of Object.entries(RUNTIMES)) {
    ports[name] = await step(name, async () => {
      const result = await start(policy)
      return { result, note: `http://127.0.0.1:${result}` }
    })
  }

  const names = Object.keys(RUNTIMES)
  const rows = await step('requests', () => ask(cases(tokens, credentials), ports))
  printTable(names, rows)
  if (process.env.PICTURE) writePicture(process.env.PICTURE, names, rows)

  console.log('\nthe keys rotate')
  const next = signingKeys(2)
  const context = { server, from: keys, keys: next, ports, old: tokens, ask, tokensFrom, cases: (fresh) => cases(fresh, credentials) }
  const { rows: rotated, tokens: fresh } = await keysRotate(context)
  printTable(names, rotated)

  const status = printVerdict(names, [...rows, ...rotated]) ? 0 : 1
  if (keepUp()) {
    verdict = status
    await stayUp(ports, fresh.es256)
  }
  return status
}

async function tokensFrom(server, { ec, kids }) {
  const issued = {
    es256: await fetchToken(server, 'billing-agent', 'billing:read'),
    rs256: await fetchToken(server, 'ledger-agent', 'billing:read'),
    otherScope: await fetchToken(server, 'invoice-agent', 'billing:write'),
  }
  for (const [name, alg] of [['es256', 'ES256'], ['rs256', 'RS256']]) {
    const header = headerOf(issued[name])
    // Otherwise two rows of the table would be wrong.
    if (header.alg !== alg || header.typ !== 'at+jwt' || !kids.includes(header.kid)) throw new Error(`${name}: the server sent ${JSON.stringify(header)}`)
  }
  const tokens = { ...issued, ...badTokens(issued.es256, ec, Math.floor(Date.now() / 1000)) }
  return { result: tokens, note: `${Object.keys(issued).length} tokens, the bad ones made from them` }
}

async function ask(items, ports) {
  const rows = []
  for (const item of items) {
    const answers = {}
    for (const [name, port] of Object.entries(ports)) {
      answers[name] = await send(port, item).catch((error) => unanswered(name, item, error))
    }
    rows.push({ item, answers, faults: faults(item, answers) })
  }
  return { result: rows, note: `${items.length} to each` }
}

async function unanswered(name, item, error) {
  // The connection breaks before the end of the process is reported.
  await sleep(300)
  const [ended] = endedEarly()
  throw ended ?? new Error(`${name} did not answer "${item.name}": ${error.message}`)
}

const keepUp = () => (process.env.KEEP ?? '') !== '' && process.env.KEEP !== '0'

async function stayUp(ports, token) {
  console.log('\nThe servers stay up. Try:\n')
  for (const port of Object.values(ports)) {
    console.log(`curl -i -H 'Authorization: Bearer ${token}' http://127.0.0.1:${port}${PATH}\n`)
  }
  console.log('Ctrl-C ends them.')
  for (;;) {
    const [ended] = endedEarly()
    if (ended) throw ended
    await sleep(300)
  }
}

async function interrupted() {
  const name = await new Promise((resolve) => {
    for (const signal of Object.keys(SIGNAL_STATUS)) process.on(signal, () => resolve(signal))
  })
  console.log(`\n${name}: stopping the servers`)
  return verdict ?? SIGNAL_STATUS[name]
}

async function run() {
  const [argument] = process.argv.slice(2)
  if (argument !== undefined) {
    const asked = argument === '--help' || argument === '-h'
    console[asked ? 'log' : 'error'](asked ? HELP : `unknown argument ${argument}; --help tells more`)
    return asked ? 0 : 2
  }
  // Also for unexpected ends: uncaught exceptions, a closed stdout.
  process.on('exit', killAll)
  try {
    // The signal handlers first: demo() starts its first child before it returns a promise.
    const signal = interrupted()
    return await Promise.race([signal, demo()])
  } catch (error) {
    console.error(`\n${red('✗')} ${error.message}`)
    return 1
  } finally {
    await stopAll()
  }
}

process.exit(await run())
