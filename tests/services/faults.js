// What can be wrong with a key server, one entry for each fault. Where the fault allows it, the response contains the good key set, so
// that a verifier that accepts the response grants a token and is noticed.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'

const DRIP_MS = 1000
const HUGE_BYTES = 10 * 1024 * 1024
const BOMB_BYTES = 64 * 1024 * 1024
const MANY_KEYS = 10_000
const CHUNK = ' '.repeat(64 * 1024)
const HTML = '<!doctype html><html><title>Sign in</title><p>Please sign in to the network.</html>'

// The secret of the oct key: `GET /token?alg=HS256` signs with it.
export const OCT_SECRET = randomBytes(32)

// One key under 10,000 kids: below 1 MiB, so that the limit on the number of keys applies.
function manyKeys(good) {
  const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
  const key = (_, index) => ({ kty: 'OKP', crv: 'Ed25519', x, kid: String(index) })
  return [...Array.from({ length: MANY_KEYS }, key), good]
}

// The keys that a fault publishes; without an entry, the good one.
export const KEY_SETS = {
  'many-keys': manyKeys,
  'exotic-key': (good) => [{ kty: 'LATTICE', kid: 'exotic', alg: 'XX999', points: [1, 2, 3] }, good],
  // Either one may sign: `GET /token?key=second`.
  'duplicate-kids': (good, second) => [{ ...second, kid: good.kid }, good],
  'oct-key': (good) => [{ kty: 'oct', kid: 'oct', alg: 'HS256', k: OCT_SECRET.toString('base64url') }, good],
  'empty-set': () => [],
}

// Changes to the metadata; the paths are relative to the issuer.
export const METADATA = {
  'other-issuer': (metadata) => ({ ...metadata, issuer: `${metadata.issuer}/` }),
}

function reply(response, body, { status = 200, type = 'application/json', ...headers } = {}) {
  const content = type === null ? {} : { 'content-type': type }
  response.writeHead(status, { ...content, 'content-length': Buffer.byteLength(body), ...headers })
  response.end(body)
}

const redirect = (response, location) => reply(response, '', { status: 302, location })

// Until the client stops: these responses do not end by themselves.
function drip(response, next) {
  const timer = setInterval(() => {
    const text = next()
    if (text !== undefined) response.socket?.write(text)
  }, DRIP_MS)
  response.once('close', () => clearInterval(timer))
}

function endless(response, body) {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write(body.slice(0, -1))
  const more = () => {
    while (!response.destroyed && response.write(CHUNK));
  }
  response.on('drain', more)
  more()
}

function slowHeaders(response) {
  response.socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-slow: ')
  drip(response, () => 'a')
}

function slowBody(response, body) {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`
  response.socket.write(head)
  let at = 0
  drip(response, () => body[at++])
}

// The connection ends before the body is complete.
function truncated(response, body) {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  response.write(body.slice(0, body.length >> 1), () => response.destroy())
}

let bomb
function gzipBomb(response, body) {
  // JSON may begin with any amount of white space: a verifier that unpacks all of it finds the good key.
  bomb ??= gzipSync(Buffer.concat([Buffer.alloc(BOMB_BYTES, ' '), Buffer.from(body)]))
  reply(response, bomb, { 'content-encoding': 'gzip' })
}

// The body in a coding that nobody asked for. `pack` makes it of the body's bytes.
const packed = (coding, pack) => (response, body) =>
  reply(response, pack(Buffer.from(body)), { 'content-encoding': coding })

// Two members, of which each is half of the document.
const twoMembers = (bytes) =>
  Buffer.concat([gzipSync(bytes.subarray(0, bytes.length >> 1)), gzipSync(bytes.subarray(bytes.length >> 1))])

// The response of each fault. It gets the text of the good document and URLs: `self` and `moved` on this origin, `elsewhere` on another
// one.
export const ANSWERS = {
  ok: (response, body) => reply(response, body),
  'status-500': (response, body) => reply(response, body, { status: 500 }),
  'status-404': (response, body) => reply(response, body, { status: 404 }),
  'html-200': (response) => reply(response, HTML, { type: 'text/html; charset=utf-8' }),
  empty: (response) => reply(response, ''),
  truncated,
  endless,
  huge: (response, body) => reply(response, body.slice(0, -1) + ' '.repeat(HUGE_BYTES) + body.slice(-1)),
  'redirect-elsewhere': (response, _body, { elsewhere }) => redirect(response, elsewhere),
  'redirect-within': (response, _body, { moved }) => redirect(response, moved),
  'redirect-loop': (response, _body, { self }) => redirect(response, self),
  'slow-headers': slowHeaders,
  'slow-body': slowBody,
  reset: (response) => response.socket.resetAndDestroy(),
  'wrong-content-type': (response, body) => reply(response, body, { type: 'text/plain' }),
  'no-content-type': (response, body) => reply(response, body, { type: null }),
  'not-json': (response, body) => reply(response, body.slice(0, body.length >> 1)),
  'gzip-bomb': gzipBomb,
  gzip: packed('gzip', gzipSync),
  'gzip-in-capitals': packed('GZIP', gzipSync),
  deflate: packed('deflate', deflateSync),
  'deflate-raw': packed('deflate', deflateRawSync),
  br: packed('br', brotliCompressSync),
  'gzip-twice': packed('gzip, gzip', (bytes) => gzipSync(gzipSync(bytes))),
  'gzip-two-members': packed('gzip', twoMembers),
  'gzip-and-more': packed('gzip', (bytes) => Buffer.concat([gzipSync(bytes), Buffer.from('more')])),
  'gzip-cut-off': packed('gzip', (bytes) => gzipSync(bytes).subarray(0, -12)),
  'unknown-coding': packed('rot13', (bytes) => bytes),
  'location-with-space': (response, _body, { moved }) => redirect(response, ` ${moved} \t`),
}

// `rfc8414-only` has no OpenID configuration, but RFC 8414 metadata.
export const FAULTS = [...Object.keys(ANSWERS), ...Object.keys(KEY_SETS), ...Object.keys(METADATA), 'rfc8414-only']
