// Servers on loopback, a request to one, and a clock that stands still.
import { createServer, request } from 'node:http'

import { remembered } from './policy.mjs'

// A header may be as long as the longest vector: Node's own limit would answer for the library.
export async function listen(handler) {
  const server = createServer({ maxHeaderSize: 2 ** 23 }, handler)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: server.address().port, close: () => server.close() }
}

/** Key sets, a path for each; `down` makes it answer 503 to everything. */
export async function keyServer() {
  const sets = []
  const state = { down: false }
  const server = await listen((req, res) => {
    const [, at] = req.url.split('/')
    res.writeHead(state.down ? 503 : 200, { 'content-type': 'application/json', connection: 'close' })
    res.end(state.down ? '' : JSON.stringify(sets[at]))
  })
  const base = (jwks) => `http://127.0.0.1:${server.port}/${sets.push(jwks) - 1}/`
  return { base: remembered(base), close: server.close, state }
}

const RealDate = Date

/** Every `Date` of this process says `now`, until `startClock`. */
export function stopClock(now) {
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length > 0 ? given : [now * 1000]))
    }
    static now() {
      return now * 1000
    }
  }
}

export function startClock() {
  globalThis.Date = RealDate
}

/** Sends a bearer token; for the server, which is in this process, it is `now`. */
export function authorized({ port, path, token, now }) {
  stopClock(now)
  const answer = new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers: { authorization: `Bearer ${token}` } }, (res) => {
      res.resume()
      res.on('end', () => resolve({ status: res.statusCode, challenge: res.headers['www-authenticate'] ?? '' }))
    })
    asked.on('error', reject)
    asked.end()
  })
  return answer.finally(startClock)
}
