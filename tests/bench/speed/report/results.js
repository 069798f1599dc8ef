// RESULTS.md and its diagrams, from the results of the runtimes in the folder of the parts.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

import { chart } from './svg.js'
import { cacheMemory, markdown, requests, speed, threads } from './tables.js'
import { line, targets } from './targets.js'

const NAMES = ['machine', 'rust', 'python', 'node', 'workerd', 'growth', 'requests']
const RUNTIMES = { rust: 'Rust', python: 'Python', node: 'Node', workerd: 'workerd' }

const NOTES = {
  rust: 'The floor is the check of the signature by `aws-lc-rs` alone, with its key parsed and its bytes decoded before. jsonwebtoken runs on the same provider; type and scope are checked by hand.',
  python:
    'The floor is `hmac` and `cryptography` alone, bytes decoded before, for ES256 into the form it takes. PyJWT, joserfc and python-jose get parsed keys; type and scope are checked by hand. python-jose hands out no header, so it is read once more, and knows no EdDSA. ryjwt is for Python 3.12 and later.',
  node: 'The floor is `node:crypto` alone. Scopes are checked by hand but for aws-jwt-verify, types but for fast-jwt and jose; @node-rs/jsonwebtoken hands out no header, so it is read once more. aws-jwt-verify takes no HS256, jsonwebtoken knows no EdDSA. Secrets are given as key objects, which jose and jsonwebtoken are fastest with. “claims read” parses all claims, as every peer does.',
  workerd:
    'The floor is WebCrypto alone. Timed from outside, for the clock of a Worker stands still; the least time of an empty question is taken off. hono/jwt is given its type; scopes are checked by hand for both peers. jsonwebtoken is compiled with its pure Rust provider, `opt-level = 3`, SIMD and `wasm-opt -O3`; type and scope are checked by hand. Where nothing else is said Doorward is asked by `verify`.',
}

const CHARTS = {
  keys: { title: 'Keys in the set', xTitle: 'keys', log: true },
  cached: { title: 'Tokens seen before', xTitle: 'tokens, asked about in disorder', log: true },
  scopes: { title: 'Scopes of a token', xTitle: 'scopes', log: false },
  bytes: { title: 'Size of a token', xTitle: 'bytes', log: false },
}

function read(folder) {
  const found = NAMES.filter((name) => existsSync(`${folder}${name}.json`))
  return Object.fromEntries(found.map((name) => [name, JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8'))]))
}

function head({ machine, ...parts }) {
  const { model, cores, arch, platform, gib, date, load, lost, quick, pgo } = machine
  const known = (name) => (name === 'rust' ? machine.rust : parts[name].versions)
  const versions = Object.keys(RUNTIMES)
    .filter((name) => parts[name])
    .map((name) => {
      const each = Object.entries(known(name)).map(([what, version]) => `${what} ${version}`)
      return `- ${RUNTIMES[name]}: ${each.join(', ')}`
    })
  return [
    '# As fast as the signature',
    '',
    `Written by \`make bench\` on ${date}: ${model}, ${cores} cores, ${gib} GiB, ${platform} ${arch}; load average when it began ${load}.`,
    ...shared(lost),
    ...(pgo ? ['The wheel was built by profile (`PGO=1`), as one that is published is.'] : []),
    ...(quick ? ['', '**A quick run, to see that it works. Its figures say nothing.**'] : []),
    '',
    ...versions,
    '',
    'One `at+jwt` for all, of 500 bytes under HS256: `iss`, `sub`, `aud`, `exp`, `iat`, `nbf`, `jti`, `client_id`, `scope`,',
    '`act`. Everybody checks signature, issuer, audience, lifetime, type and scope and says who calls. Each runtime is one',
    'process, in which contestants take turns within each round. A figure is the median of the rounds, the least in',
    'brackets, then how many times Doorward’s median it is. In the tables of *new* tokens nobody sees a token twice.',
  ]
}

/** Other guests use the same machine. */
function shared(lost = {}) {
  const shares = Object.entries(lost).map(([name, share]) => `${name} ${(share * 100).toFixed(1)} %`)
  return shares.length > 0 ? [`Of the processor time that was wanted a host gave to others: ${shares.join(', ')}.`] : []
}

function runtimes(parts) {
  return Object.entries(RUNTIMES).flatMap(([name, title]) => {
    const part = parts[name]
    if (!part) return []
    return [
      `## ${title}`,
      NOTES[name],
      '**Every token new**',
      speed(part, 'new'),
      '**A token seen before**',
      speed(part, 'seen'),
      ...(part.wasm ? [wasm(part.wasm)] : []),
    ]
  })
}

function wasm({ bytes, gzip, lean, instantiate }) {
  const kilobytes = (value) => `${(value / 1000).toFixed(0)} KB`
  const small = lean ? `; without signatures of its own ${kilobytes(lean)} gzipped` : ''
  const median = instantiate.median.toFixed(2)
  return `The module: ${kilobytes(bytes)}, ${kilobytes(gzip)} gzipped${small}; an instance of it is made in ${median} ms (its imports left empty).`
}

function growth(parts, folder) {
  if (!parts.growth) return []
  mkdirSync(`${folder}growth`, { recursive: true })
  const figures = Object.entries(CHARTS).map(([name, about]) => {
    const points = parts.growth.series[name]
    const lines = [{ name: 'Doorward in Rust, HS256, least', points: points.map(({ x, min }) => ({ x, y: min })) }]
    writeFileSync(`${folder}growth/${name}.svg`, chart({ ...about, yTitle: 'µs a decision', lines }))
    return `![${about.title}](growth/${name}.svg)`
  })
  return ['## How the cost grows', ...figures, '**Tokens seen before, and their memory**', cacheMemory(parts.growth)]
}

function threadGrowth(parts, folder) {
  if (!parts.python?.threads) return []
  const rates = (wanted) =>
    parts.python.threads.find(({ name, algorithm }) => name === wanted && algorithm === 'RS256').rates
  const points = (name) => [1, 2].map((x) => ({ x, y: rates(name)[x] / rates(name)[1] }))
  const lines = ['Doorward', 'PyJWT'].map((name) => ({ name, points: points(name) }))
  const about = {
    title: 'Threads of one Python process, RS256',
    xTitle: 'threads',
    yTitle: 'times one thread',
    log: false,
  }
  mkdirSync(`${folder}growth`, { recursive: true })
  writeFileSync(`${folder}growth/threads.svg`, chart({ ...about, lines }))
  return ['**Threads in Python**', `![${about.title}](growth/threads.svg)`, threads(parts.python)]
}

/** Writes everything; returns the text to print. */
export function write(partsFolder, folder) {
  const parts = read(partsFolder)
  const outcome = targets(parts)
  const missed = outcome.filter(({ met, value }) => value !== undefined && !met).length
  const table = markdown(['', 'target', 'measured', ''], outcome.map(line))
  const said =
    'Decisions by the least figures, in ratios and in differences: what else the machine does only ever adds to them. Whole requests, and the time to instantiate, by the median. The tables below have both.'
  const own = existsSync(`${folder}NOTES.md`) ? [readFileSync(`${folder}NOTES.md`, 'utf8').trim()] : []
  const text = [
    head(parts).join('\n'),
    '## Targets',
    said,
    table,
    ...own,
    ...runtimes(parts),
    ...(parts.requests ? ['## Whole requests', WHOLE, requests(parts.requests)] : []),
    ...growth(parts, folder),
    ...threadGrowth(parts, folder),
  ].join('\n\n')
  writeFileSync(`${folder}RESULTS.md`, `${text}\n`)
  return `${text}\n\n${outcome.length - missed} of ${outcome.length} targets met or not measured, ${missed} not met.`
}

const WHOLE =
  'Sixteen connections on loopback, one core for the server and one for the load, runs by turns; the median of the rounds. The unguarded server gets the same requests, tokens included. “Nothing but the signature” is the check of the token’s signature by the language’s own cryptography (`hmac` and `cryptography`, `node:crypto`, WebCrypto), with no claim looked at. A token seen before is under RS256, new ones are under HS256; express-oauth2-jwt-bearer has its key set from a server on this machine, and asks it once.'
