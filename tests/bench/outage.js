// `make bench-outage`: every client of remote key sets gets the same outage, rotations and flood at the same time, each with a key
// server of its own. README.md says what is measured.
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { Load } from './load.js'
import { Peer } from './peer.js'
import { print } from './report.js'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const python = process.env.DOORWARD_PYTHON ?? 'python3'

const PEERS = {
  jose: ['jose createRemoteJWKSet', process.execPath, [here('peers/jose.js')]],
  pyjwt: ['PyJWT PyJWKClient', python, [here('peers/pyjwt.py')]],
  'doorward-node': ['Doorward, Node', process.execPath, [here('peers/doorward.js')]],
  'doorward-python': ['Doorward, Python', python, [here('peers/doorward_async.py')]],
}

// How long every peer keeps a key set. Longer than 30 s, because jose and PyJWKClient look for no unknown kid for 30 s after a fetch;
// with less, that time of theirs would never count.
const TTL_SECONDS = 35
const TIMEOUT_SECONDS = 5

const SECONDS = {
  warmUp: 10,
  refusing: 35,
  hanging: 15,
  recovery: 35,
  rotation: 10,
  floodBefore: 3,
  flood: 35,
  withdrawal: 45,
}
// A withdrawn key counts as refused after it was refused for so long.
const REFUSING_SECONDS = 3

async function wait(peers, seconds, done = () => false) {
  const deadline = performance.now() + seconds * 1000
  while (performance.now() < deadline && !done()) {
    await sleep(50)
    const ended = peers.map((peer) => peer.ended).find((reason) => reason !== undefined)
    if (ended) throw new Error(ended)
  }
}

async function scenario(peers, loads) {
  const all = (act) => loads.forEach(act)
  const servers = (state) => {
    for (const { server } of peers) server.become(state)
  }
  const phase = (name, note) => {
    all((load) => load.enter(name))
    console.error(`  ${new Date().toISOString().slice(11, 19)}  ${name}: ${note}`)
  }

  all((load) => load.rotate('key-1'))
  phase('warm-up', 'the key server is well')
  all((load) => load.start())
  await wait(peers, SECONDS.warmUp)

  phase('outage', `${SECONDS.refusing} s of 503, then ${SECONDS.hanging} s without any answer`)
  servers('503')
  await wait(peers, SECONDS.refusing)
  servers('hang')
  await wait(peers, SECONDS.hanging)

  phase('recovery', 'the key server is well again')
  servers('up')
  await wait(peers, SECONDS.recovery)

  phase('rotation', 'a key is published and signs at once')
  all((load) => load.rotate('key-2'))
  await wait(peers, SECONDS.rotation)

  phase('flood', '1,000 random kids a second, and a key is published and signs at once')
  all((load) => {
    load.flooding = true
  })
  await wait(peers, SECONDS.floodBefore)
  all((load) => load.rotate('key-3'))
  await wait(peers, SECONDS.flood)
  all((load) => {
    load.flooding = false
  })

  phase('withdrawal', 'the key before is withdrawn')
  all((load) => load.withdrawOld())
  await wait(peers, SECONDS.withdrawal, () => loads.every((load) => load.refusing > REFUSING_SECONDS))
}

async function main() {
  const chosen = process.env.PEERS?.split(',') ?? Object.keys(PEERS)
  const peers = chosen.map((name) => new Peer(...(PEERS[name] ?? unknown(name))))
  try {
    await Promise.all(peers.map((peer) => peer.start({ ttl_seconds: TTL_SECONDS, timeout_seconds: TIMEOUT_SECONDS })))
    const loads = peers.map((peer) => new Load(peer))
    await scenario(peers, loads)
    for (const load of loads) load.stop()
    print(peers, loads, { TTL_SECONDS, TIMEOUT_SECONDS, SECONDS, REFUSING_SECONDS })
  } finally {
    for (const peer of peers) peer.stop()
  }
}

function unknown(name) {
  throw new Error(`no peer ${name}; there are ${Object.keys(PEERS).join(', ')}`)
}

process.once('SIGTERM', () => process.exit(143))
try {
  await main()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
