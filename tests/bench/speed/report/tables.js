// The measurements as tables in Markdown.
import { ALGORITHMS } from '../tokens.js'

export const figure = (value) => {
  if (value === undefined || Number.isNaN(value)) return '–'
  if (value >= 1000) return Math.round(value).toLocaleString('en-US')
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

export function markdown(heads, lines) {
  const row = (cells) => `| ${cells.join(' | ')} |`
  return [row(heads), `|${heads.map((_, index) => (index === 0 ? '---|' : '---:|')).join('')}`, ...lines.map(row)].join(
    '\n',
  )
}

/** One contestant's figures, or nothing. */
export function of(part, algorithm, kind, name) {
  const table = part?.tables.find((each) => each.algorithm === algorithm && each.kind === kind)
  return table?.rows.find((row) => row.name === name)
}

/** A row for each contestant, a column for each algorithm: the median, the least in brackets, and the multiple of ours. */
export function speed(part, kind) {
  const names = [...new Set(part.tables.flatMap(({ rows }) => rows.map(({ name }) => name)))]
  const lines = names.map((name) => [name, ...ALGORITHMS.map((algorithm) => cell(part, algorithm, kind, name))])
  return markdown(['µs a decision', ...ALGORITHMS], lines)
}

function cell(part, algorithm, kind, name) {
  const row = of(part, algorithm, kind, name)
  if (row === undefined) return '–'
  const ours = of(part, algorithm, kind, 'Doorward')
  return `${figure(row.median)} (${figure(row.min)}) ${figure(row.median / ours.median)}×`
}

const WAYS = {
  none: 'no guard',
  empty: 'a guard that looks at nothing',
  signature: 'nothing but the signature',
  ours: 'Doorward',
  middleware: 'Doorward, as middleware',
}

export function requests({ stacks }) {
  const lines = stacks.flatMap(({ name, peer, rows }) =>
    rows.map(({ kind, algorithm, way, rate, share, cpuShare, p50, p99 }) => [
      name,
      kind === 'seen' ? `seen before, ${algorithm}` : `every one new, ${algorithm}`,
      WAYS[way] ?? peer,
      Math.round(rate).toLocaleString('en-US'),
      `${(share * 100).toFixed(1)} %`,
      Number.isFinite(cpuShare) ? `${(cpuShare * 100).toFixed(1)} %` : '–',
      `${figure(p50)} / ${figure(p99)}`,
    ]),
  )
  return markdown(
    ['server', 'token', 'guard', 'requests/s', 'of unguarded', 'by processor time', 'p50 / p99 ms'],
    lines,
  )
}

export function threads({ threads: told }) {
  const lines = told.map(({ name, algorithm, rates }) => [
    `${name}, ${algorithm}`,
    figure(rates[1]),
    figure(rates[2]),
    `${figure(rates[2] / rates[1])}×`,
  ])
  return markdown(['decisions a second', '1 thread', '2 threads', ''], lines)
}

export function cacheMemory({ series }) {
  const lines = series.cached.map(({ x, bytes, token, median, min }) => [
    x.toLocaleString('en-US'),
    `${figure(median)} (${figure(min)})`,
    bytes.toLocaleString('en-US'),
    Math.max(0, bytes - token).toLocaleString('en-US'),
  ])
  return markdown(['tokens', 'µs a decision', 'bytes an entry', 'beyond the token'], lines)
}
