// `node outage.mjs`: for how many minutes of an outage of the key server a good token is granted, with every
// cache as it is by default. A clock that stands still is put forward; the token is sent a second after each minute.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import express from 'express'
import { createRemoteJWKSet, jwtVerify } from 'jose'

import { cases } from './cases.mjs'
import { guarded, optionsOf } from './express.mjs'
import { versioned } from './policy.mjs'
import { authorized, keyServer, listen, startClock, stopClock } from './servers.mjs'

const { token, now, policy } = cases().find(
  ({ genuine, policy: { jwks, algorithms } }) => genuine && jwks.keys[0].kid && algorithms[0] === 'ES256',
)

async function jose(keys) {
  const keySet = createRemoteJWKSet(new URL(keys.base(policy.jwks)))
  const { issuer, audience, algorithms } = policy
  const ask = async (later) => {
    stopClock(later)
    const options = { issuer, audience, algorithms, currentDate: new Date(now * 1000) }
    return jwtVerify(token, keySet, options)
      .then(
        () => 'granted',
        (error) => error.code ?? error.message,
      )
      .finally(startClock)
  }
  return { ask, close: () => {} }
}

async function expressBearer(keys) {
  const app = express()
  const server = await listen(app)
  const options = optionsOf(policy, keys)
  // Only the keys are to grow old, not the token.
  const patient = { clockTolerance: 7200, validators: { ...options.validators, exp: false } }
  const path = guarded(app, '/', { ...options, ...patient })
  const ask = async (later) => {
    const { status } = await authorized({ port: server.port, path, token, now: later })
    return status === 200 ? 'granted' : `status ${status}`
  }
  return { ask, close: server.close }
}

async function firstRefusal(peer, down) {
  const keys = await keyServer()
  const { ask, close } = await peer(keys)
  let answer = await ask(now)
  let minute = 0
  keys.state.down = down
  while (answer === 'granted' && minute < 60) answer = await ask(now + 60 * ++minute + 1)
  keys.close()
  close()
  return answer === 'granted' ? 'granted for an hour' : `refused after ${minute} minutes: ${answer}`
}

for (const [name, peer] of Object.entries({ jose, 'express-oauth2-jwt-bearer': expressBearer })) {
  for (const down of [false, true]) {
    console.log(`${versioned(name)}, key server ${down ? 'down' : 'up'}: ${await firstRefusal(peer, down)}`)
  }
}
const python = process.env.COMPARE_PYTHON ?? 'python3'
const { status } = spawnSync(python, [fileURLToPath(new URL('outage.py', import.meta.url))], {
  input: JSON.stringify({ token, now, policy }),
  stdio: ['pipe', 'inherit', 'inherit'],
})
process.exitCode = status ?? 1
