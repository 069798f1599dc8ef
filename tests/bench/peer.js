// One peer: a process that keeps one verifier, reads tokens as lines and answers each with a line.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

import { AUDIENCE, KeyServer } from './key-server.js'

const READY_MS = 20_000
// A later answer does not count, because the client has gone.
export const ANSWER_MS = 10_000
// The flood pauses while more tokens wait, because otherwise the queue of a slow peer would be measured.
const FLOOD_WAITING_MAX = 200
const LAST_WORDS = 2000

export class Peer {
  server = new KeyServer()
  /** What the peer says about itself: name, settings, defaults. */
  about
  floodAnswered = 0
  #child
  #waiting = new Map()
  #floodWaiting = 0
  #next = 0
  #stderr = ''

  constructor(name, command, args) {
    this.name = name
    this.command = command
    this.args = args
  }

  async start(options) {
    await this.server.start()
    this.#child = spawn(this.command, this.args, { stdio: 'pipe', env: { ...process.env, NODE_ENV: 'production' } })
    this.#child.stdin.on('error', () => {})
    this.#child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#stderr = (this.#stderr + text).slice(-LAST_WORDS)
    })
    const config = { ...options, issuer: this.server.issuer, jwks_uri: this.server.jwksUri, audience: AUDIENCE }
    this.#child.stdin.write(`${JSON.stringify(config)}\n`)
    this.about = await this.#firstLine()
  }

  // A peer ends at the end of its input, so it cannot outlive this process.
  stop() {
    this.#child?.stdin.end()
    this.#child?.kill('SIGTERM')
    this.server.stop()
  }

  /** Why the peer has ended, or nothing. */
  get ended() {
    if (this.#child.exitCode === null && this.#child.signalCode === null) return undefined
    return `${this.name} ended; its last words:\n${this.#stderr}`
  }

  /** Sends a token; `answered(ok, reason, ms)` is called once. */
  ask(token, answered) {
    const id = String(this.#next++)
    this.#waiting.set(id, { at: performance.now(), answered })
    this.#child.stdin.write(`${id} ${token}\n`)
  }

  flood() {
    if (this.#floodWaiting >= FLOOD_WAITING_MAX) return
    this.#floodWaiting += 1
    this.ask(this.server.forge(), (ok) => {
      if (ok) throw new Error(`${this.name} granted a forged token`)
      this.#floodWaiting -= 1
      this.floodAnswered += 1
    })
  }

  /** Gives up on tokens that have waited too long. */
  sweep() {
    const now = performance.now()
    for (const [id, { at }] of this.#waiting) {
      // In the order of sending: the first token that may still wait ends the search.
      if (now - at < ANSWER_MS) return
      this.#settle(id, false, 'no answer')
    }
  }

  #settle(id, ok, reason) {
    const asked = this.#waiting.get(id)
    if (asked === undefined) return
    this.#waiting.delete(id)
    asked.answered(ok, reason, performance.now() - asked.at)
  }

  #firstLine() {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`${this.name} did not start:\n${this.#stderr}`))
      const timer = setTimeout(fail, READY_MS)
      this.#child.once('error', reject)
      this.#child.once('close', fail)
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        clearTimeout(timer)
        if (line.startsWith('{')) return resolve(JSON.parse(line))
        const [id, verdict, reason] = line.split(' ')
        this.#settle(id, verdict === 'ok', reason)
      })
    })
  }
}
