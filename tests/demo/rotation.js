// The keys of the server rotate as they do in production: the new keys are published, then they sign, then the old ones are withdrawn.
// Good tokens keep coming meanwhile, and none of them may be refused.
import { setTimeout as sleep } from 'node:timers/promises'

import { send } from './compare.js'
import { step } from './progress.js'
import { checkKeySet, rotate } from './tokens.js'

const LOAD_MS = 50
const PAUSE_MS = 500
// A verifier looks for unknown key ids at most once a second.
const LOOK_MS = 1200

const bearer = (token) => [['Authorization', `Bearer ${token}`]]
const granted = (name, token) => ({ name, headers: bearer(token), expected: '200 granted', agent: 'billing-agent' })
const unknown = (name, token) => ({ name, headers: bearer(token), expected: '401 unknown_key' })

// `from` and `keys`: the old keys and the new ones; `old`: the tokens of the old keys.
export async function keysRotate({ server, from, keys, ports, old, ask, tokensFrom, cases }) {
  const rows = []
  const asked = async (items) => {
    const { result, note } = await ask(items, ports)
    rows.push(...result)
    return { result, note }
  }
  const kids = { old: from.kids, next: keys.kids }
  const load = new SteadyLoad(ports)
  load.tokens = [old.es256, old.rs256]
  load.start()

  await step('new keys published', async () => {
    await rotate(server, 'publish', keys)
    await checkKeySet(server, [...kids.old, ...kids.next])
    await sleep(PAUSE_MS)
    return { note: kids.next.join(', ') }
  })
  const fresh = await step('new keys sign', async () => {
    await rotate(server, 'switch')
    const { result: tokens } = await tokensFrom(server, keys)
    load.tokens = [old.es256, old.rs256, tokens.es256, tokens.rs256]
    await asked([granted('new key, at once', tokens.es256), granted('old key, still published', old.es256)])
    await sleep(PAUSE_MS)
    return { result: tokens }
  })
  await step('old keys withdrawn', async () => {
    load.tokens = [fresh.es256, fresh.rs256]
    await rotate(server, 'withdraw')
    await checkKeySet(server, kids.next)
    await sleep(LOOK_MS)
    // Verifiers keep the keys that they fetched; an unknown key id makes them fetch again.
    await asked([granted('old key, until keys are fetched again', old.es256), unknown('a key that nobody has', old.unknownKey)])
    await sleep(LOOK_MS)
    await asked([unknown('old key, from then on', old.es256)])
    return { note: kids.old.join(', ') }
  })
  const again = await step('the requests above, new keys', () => ask(cases(fresh), ports))
  await load.stop()
  const wrong = again.filter(({ faults }) => faults.length > 0)
  return { rows: [...rows, summary(again, ports), load.row(), ...wrong], tokens: fresh }
}

// A row of the table; faults stand in rows of their own.
function summary(rows, ports) {
  const cell = (name) => `${rows.filter(({ item, answers }) => answers[name].cell === item.expected).length} as expected`
  return rowOf(`the ${rows.length} requests above, new keys`, `${rows.length} as expected`, ports, cell)
}

function rowOf(name, expected, ports, cellOf) {
  const answers = Object.fromEntries(Object.keys(ports).map((runtime) => [runtime, { cell: cellOf(runtime) }]))
  const faults = Object.entries(answers).flatMap(([runtime, { cell }]) => (cell === expected ? [] : [`${runtime}: ${cell}`]))
  return { item: { name, expected }, answers, faults }
}

// Sends good tokens to every runtime, 20 a second to each.
class SteadyLoad {
  tokens = []
  #ports
  #timer
  #underway = new Set()
  #seen
  #turn = 0

  constructor(ports) {
    this.#ports = ports
    this.#seen = Object.fromEntries(Object.keys(ports).map((name) => [name, { sent: 0, refused: [] }]))
  }

  start() {
    this.#timer = setInterval(() => this.#round(), LOAD_MS)
  }

  async stop() {
    clearInterval(this.#timer)
    await Promise.all(this.#underway)
  }

  #round() {
    const token = this.tokens[this.#turn++ % this.tokens.length]
    for (const [name, port] of Object.entries(this.#ports)) {
      const sent = this.#one(this.#seen[name], port, token).finally(() => this.#underway.delete(sent))
      this.#underway.add(sent)
    }
  }

  async #one(seen, port, token) {
    seen.sent += 1
    const cell = await send(port, { headers: bearer(token) }).then((answer) => answer.cell, (error) => error.message)
    if (cell !== '200 granted') seen.refused.push(cell)
  }

  row() {
    const sent = Math.max(...Object.values(this.#seen).map((seen) => seen.sent))
    const cell = ({ refused }) => (refused.length === 0 ? 'none refused' : `${refused.length} refused: ${refused[0]}`)
    return rowOf(`${sent} good tokens all the while`, 'none refused', this.#ports, (name) => cell(this.#seen[name]))
  }
}
