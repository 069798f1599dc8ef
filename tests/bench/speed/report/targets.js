// The targets of issue 4 and the measurements. Decisions count by their least time, because other work of the machine only adds to a time,
// and it adds more to a median than some of these differences. Whole requests count by the median of their rounds, each compared with the
// unguarded slice of its round.
import { figure, of } from './tables.js'

const INSTANTIATE_MS = 5
const KIB = 1024

function ratio(what, part, algorithm, peer, times, kinds = ['new', 'new']) {
  const theirs = of(part, algorithm, kinds[1], peer)
  const ours = of(part, algorithm, kinds[0], 'Doorward')
  const value = theirs && ours && theirs.min / ours.min
  return { what: `${what} ${algorithm}`, target: `≥ ${times}× ${peer}`, value, met: value >= times, unit: '×' }
}

function above(what, part, algorithm, floor, most) {
  const value = part && of(part, algorithm, 'new', 'Doorward').min - of(part, algorithm, 'new', floor).min
  return {
    what: `${what} ${algorithm}`,
    target: `≤ ${most} µs above the floor`,
    value,
    met: value <= most,
    unit: ' µs',
  }
}

const each = (table, make) => Object.entries(table).map(([algorithm, figures]) => make(algorithm, figures))
const FLOOR = { HS256: 1, RS256: 1, ES256: 1, EdDSA: 1 }

function languages({ rust, python, node }) {
  return [
    ratio('Rust', rust, 'HS256', 'jsonwebtoken', 2.2),
    ...each(FLOOR, (algorithm, most) => above('Rust', rust, algorithm, 'floor: aws-lc-rs', most)),
    ...each({ HS256: 30, RS256: 3.8, ES256: 1.9, EdDSA: 3.4 }, (algorithm, times) =>
      ratio('Python', python, algorithm, 'PyJWT', times),
    ),
    ...each({ HS256: 2, RS256: 1.5, ES256: 1.8, EdDSA: 3 }, (algorithm, times) =>
      ratio('Node', node, algorithm, 'fast-jwt', times),
    ),
  ]
}

/** Of all algorithms the one with our worst result. */
function seen({ python, node, workerd }) {
  const slowest = (part) => Math.max(...Object.keys(FLOOR).map((name) => of(part, name, 'seen', 'Doorward').min))
  const against = (what, part, peer, algorithm, kind, times) => {
    const value = part && of(part, algorithm, kind, peer).min / slowest(part)
    const target = `≥ ${times}× ${peer}${kind === 'new' ? ` ${algorithm}` : ''}`
    return { what: `${what}, seen before`, target, value, met: value >= times, unit: '×' }
  }
  return [
    against('Node', node, 'fast-jwt, cached', 'HS256', 'seen', 2),
    against('Python', python, 'PyJWT', 'HS256', 'new', 50),
    against('workerd', workerd, 'jose', 'RS256', 'new', 5),
  ]
}

function edge({ workerd }) {
  const algorithms = Object.keys(FLOOR)
  const sync = (algorithm, times) => {
    const ours = of(workerd, algorithm, 'new', 'Doorward, sync in wasm')
    const theirs = of(workerd, algorithm, 'new', 'jsonwebtoken in wasm')
    const value = ours && theirs.min / ours.min
    const target = `≥ ${times}× jsonwebtoken there`
    return { what: `wasm sync ${algorithm}`, target, value, met: value >= times, unit: '×' }
  }
  const { gzip, lean, instantiate } = workerd?.wasm ?? {}
  const size = (what, bytes, most) => {
    const value = bytes && bytes / 1000
    return { what, target: `≤ ${most} KB`, value, met: value <= most, unit: ' KB' }
  }
  return [
    ...algorithms.map((algorithm) => ratio('workerd', workerd, algorithm, 'jose', 1)),
    ...algorithms.map((algorithm) => above('workerd', workerd, algorithm, 'floor: WebCrypto', 5)),
    sync('RS256', 2.5),
    sync('ES256', 1.6),
    size('wasm, gzip, everything', gzip, 212),
    size('wasm, gzip, with WebCrypto', lean, 130),
    {
      what: 'wasm, instantiate',
      target: `≤ ${INSTANTIATE_MS} ms`,
      value: instantiate?.median,
      met: instantiate?.median <= INSTANTIATE_MS,
      unit: ' ms',
    },
  ]
}

function whole({ requests }) {
  return (requests?.stacks ?? []).flatMap(({ name, rows }) =>
    rows
      .filter(({ way }) => way === 'ours')
      .map(({ kind, share }) => {
        const least = kind === 'seen' ? 95 : 90
        const token = kind === 'seen' ? 'token seen before' : 'every token new'
        const value = share * 100
        return {
          what: `${name}, ${token}`,
          target: `≥ ${least} % of unguarded`,
          value,
          met: value >= least,
          unit: ' %',
        }
      }),
  )
}

function growing({ growth }) {
  if (growth === undefined) return []
  const { keys, cached, bytes, scopes } = growth.series
  const flat = (what, points, most) => {
    const least = points.map(({ min }) => min)
    const value = Math.max(...least) / Math.min(...least)
    return { what, target: `flat within ${most}×`, value, met: value <= most, unit: '×' }
  }
  // A unit of the last step may cost at most twice as much as a unit of all steps before it.
  const linear = (what, points) => {
    const slope = (from, to) => (to.min - from.min) / (to.x - from.x)
    const [first, before, last] = [points[0], points.at(-2), points.at(-1)]
    const value = slope(before, last) / slope(first, before)
    return { what, target: 'linear: the last step ≤ 2× the others', value, met: value <= 2, unit: '×' }
  }
  const memory = Math.max(...cached.slice(2).map(({ bytes: held, token }) => held - token))
  return [
    flat('keys in the set, 1 → 1,000', keys, 1.1),
    flat('cached tokens, 10 → 100,000', cached, 1.5),
    {
      what: 'memory of a cached token',
      target: '≤ 2,048 bytes beyond the token',
      value: Math.max(0, memory),
      met: cached.at(-1).bytes > 0 && memory <= 2 * KIB,
      unit: ' bytes',
    },
    linear('scopes', scopes),
    linear('bytes of a token', bytes),
  ]
}

/** Every target, and whether it was met; `value` is missing when it was not measured. */
export function targets(parts) {
  return [languages, seen, edge, whole, growing].flatMap((some) => some(parts))
}

export function line({ what, target, value, met, unit }) {
  if (value === undefined || Number.isNaN(value)) return [what, target, 'not measured', '–']
  return [what, target, `${figure(value)}${unit}`, met ? 'met' : '**not met**']
}
