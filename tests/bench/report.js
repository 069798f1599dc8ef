// The results as one table in Markdown, and below it the conditions of the measurement.
import { ANSWER_MS } from './peer.js'

const number = (value) => value.toLocaleString('en-US')
const seconds = (value) => (value === undefined ? 'never' : `${value < 0.1 ? value.toFixed(2) : value.toFixed(1)} s`)

function milliseconds(value) {
  if (value >= ANSWER_MS) return `none in ${ANSWER_MS / 1000} s`
  return `${value < 10 ? value.toFixed(1) : number(Math.round(value))} ms`
}

function refused({ asked, refused: count }) {
  return count === 0 ? '0' : `${number(count)} of ${number(asked)}`
}

function withdrawn(load, { SECONDS, REFUSING_SECONDS }) {
  const last = load.lastGranted.get('key-2')
  return load.refusing < REFUSING_SECONDS ? `not in ${SECONDS.withdrawal} s` : seconds(last)
}

function rows(loads, figures) {
  const each = (label, cell) => [label, ...loads.map(cell)]
  const names = Object.keys(loads[0].phases)
  const total = (load) => Object.values(load.phases).reduce((sum, { fetches }) => sum + fetches, 0)
  return [
    ...names.map((name) => each(`good tokens refused: ${name}`, (load) => refused(load.phases[name]))),
    each('new key works after, quiet', (load) => seconds(load.firstGranted.get('key-2'))),
    each('new key works after, in the flood', (load) => seconds(load.firstGranted.get('key-3'))),
    each('withdrawn key refused after', (load) => withdrawn(load, figures)),
    each('p50 latency, outage', (load) => milliseconds(load.phases.outage.quantile(0.5))),
    each('p99 latency, outage', (load) => milliseconds(load.phases.outage.quantile(0.99))),
    each('p99 latency, warm-up', (load) => milliseconds(load.phases['warm-up'].quantile(0.99))),
    ...names.map((name) => each(`fetches: ${name}`, (load) => number(load.phases[name].fetches))),
    each('fetches: all', (load) => number(total(load))),
    each('random kids answered a second', ({ phases }) =>
      number(Math.round(phases.flood.forged / phases.flood.seconds)),
    ),
  ]
}

function table(heads, lines) {
  const widths = heads.map((head, column) => Math.max(head.length, ...lines.map((line) => line[column].length)))
  const row = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`
  return [row(heads), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...lines.map(row)].join('\n')
}

export function print(peers, loads, figures) {
  const heads = ['', ...peers.map(({ name, about }) => `${name} ${about.version}`)]
  console.log(`\n${table(heads, rows(loads, figures))}\n`)
  const { SECONDS, TTL_SECONDS, TIMEOUT_SECONDS } = figures
  console.log(
    [
      `Load: 50 good tokens a second. Outage: ${SECONDS.refusing} s of 503, then ${SECONDS.hanging} s without any answer.`,
      `Shortened: every peer keeps a key set for ${TTL_SECONDS} s and waits ${TIMEOUT_SECONDS} s for one, so that the outage is longer`,
      'than a cache lives. Everything else is as each peer has it by default, but for what stands here as configured.',
    ].join('\n'),
  )
  for (const { name, about } of peers) {
    console.log(`- ${name}. Configured: ${about.configured}. Defaults: ${about.defaults}.`)
  }
  for (const [index, load] of loads.entries()) {
    const reasons = Object.entries(load.phases).flatMap(([name, { reasons: found }]) =>
      [...found].map(([reason, count]) => `${name} ${number(count)} × ${reason}`),
    )
    if (reasons.length > 0) console.log(`- ${peers[index].name} refused: ${reasons.join(', ')}.`)
  }
}
