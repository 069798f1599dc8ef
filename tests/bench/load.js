// The load on one peer, and its results in each phase.
const GOOD_MS = 20
const FLOOD_PER_SECOND = 1000
const TICK_MS = 10

/** The results of good tokens in one phase. */
class Phase {
  asked = 0
  refused = 0
  reasons = new Map()
  latencies = []
  fetches = 0
  forged = 0
  seconds = 0

  note(ok, reason, ms) {
    this.latencies.push(ms)
    if (ok) return
    this.refused += 1
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1)
  }

  /** In milliseconds; refused requests count too, because somebody waited for them. */
  quantile(share) {
    const sorted = this.latencies.toSorted((a, b) => a - b)
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  }
}

export class Load {
  phases = {}
  /** Seconds until tokens of this kid were first granted. */
  firstGranted = new Map()
  /** Seconds until tokens of this kid were last granted after it was withdrawn. */
  lastGranted = new Map()
  #peer
  #phase
  #tokens = []
  #withdrawn
  #sent = 0
  #timers = []
  #flooding = false

  constructor(peer) {
    this.#peer = peer
  }

  start() {
    this.#every(GOOD_MS, () => this.#good())
    this.#every(TICK_MS, (times) => {
      for (let n = 0; this.#flooding && n < (times * FLOOD_PER_SECOND * TICK_MS) / 1000; n += 1) this.#peer.flood()
    })
    this.#every(100, () => this.#peer.sweep())
  }

  stop() {
    this.#closePhase()
    for (const timer of this.#timers) clearInterval(timer)
  }

  enter(name) {
    this.#closePhase()
    this.#phase = new Phase()
    this.#phase.began = performance.now()
    this.#phase.fetchesBefore = this.#peer.server.fetches
    this.#phase.forgedBefore = this.#peer.floodAnswered
    this.phases[name] = this.#phase
  }

  /** From now on tokens of this key are in use, besides those of the previous key. */
  rotate(kid) {
    const at = performance.now()
    this.#tokens = [...this.#tokens.slice(-1), { kid, at, texts: this.#peer.server.publish(kid) }]
  }

  /** Withdraws all keys but the newest; tokens of the previous key are still tried. */
  withdrawOld() {
    const [old] = this.#tokens
    this.#withdrawn = { ...old, at: performance.now() }
    this.#tokens = this.#tokens.slice(-1)
    this.#peer.server.withdrawAllBut(this.#tokens[0].kid)
    this.lastGranted.set(old.kid, 0)
  }

  set flooding(on) {
    this.#flooding = on
  }

  /** Seconds since a withdrawn key was last granted. */
  get refusing() {
    const { kid, at } = this.#withdrawn
    return (performance.now() - at) / 1000 - this.lastGranted.get(kid)
  }

  #good() {
    const phase = this.#phase
    const number = this.#sent++
    // Clients change one by one: half of the tokens are of the newest key.
    const { kid, at, texts } = this.#tokens[number % this.#tokens.length]
    phase.asked += 1
    this.#peer.ask(texts[number % texts.length], (ok, reason, ms) => {
      phase.note(ok, reason, ms)
      if (ok && !this.firstGranted.has(kid)) this.firstGranted.set(kid, (performance.now() - at) / 1000)
    })
    if (this.#withdrawn && number % 2 === 0) this.#old(number)
  }

  #old(number) {
    const { kid, at, texts } = this.#withdrawn
    this.#peer.ask(texts[number % texts.length], (ok) => {
      if (ok) this.lastGranted.set(kid, (performance.now() - at) / 1000)
    })
  }

  #closePhase() {
    const phase = this.#phase
    if (phase === undefined) return
    phase.fetches = this.#peer.server.fetches - phase.fetchesBefore
    phase.forged = this.#peer.floodAnswered - phase.forgedBefore
    phase.seconds = (performance.now() - phase.began) / 1000
  }

  // `act` gets how many times it is due, so that a late timer does not reduce the load.
  #every(ms, act) {
    let due = performance.now() + ms
    this.#timers.push(
      setInterval(() => {
        const times = Math.floor((performance.now() - due) / ms) + 1
        due += times * ms
        if (act.length > 0) act(times)
        else for (let n = 0; n < times; n += 1) act()
      }, ms / 2),
    )
  }
}
