// API keys by the documented format, implemented a second time, so that the core is compared with the format and not with its own
// code.
import { createHash, randomBytes, randomInt } from 'node:crypto'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const PREFIX = 'sk_agent'
const ID_CHARS = 12
const SECRET_CHARS = 43
const CHECK_CHARS = 6

// The CRC-32 of zip. `zlib.crc32` is missing from the first releases of Node 20.
function crc32(text) {
  let crc = 0xffffffff
  for (const byte of Buffer.from(text, 'latin1')) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

function base62(number, width) {
  let digits = ''
  for (let rest = BigInt(number); rest > 0n; rest /= 62n) digits = BASE62[Number(rest % 62n)] + digits
  return digits.padStart(width, '0')
}

const letters = (length) => Array.from({ length }, () => BASE62[randomInt(62)]).join('')

// 256 bits, as the format says. 43 random letters would not be the same.
const secret = () => base62(BigInt(`0x${randomBytes(32).toString('hex')}`), SECRET_CHARS)

export function createApiKey({ agent, scopes, now, status = 'active', expiresAt = null }) {
  const id = letters(ID_CHARS)
  const unchecked = `${PREFIX}_${id}_${secret()}`
  const key = unchecked + base62(crc32(unchecked), CHECK_CHARS)
  const record = {
    id,
    agent_id: agent,
    scopes,
    tier: null,
    created_at: now,
    expires_at: expiresAt,
    status,
    digest: createHash('sha256').update(key).digest('hex'),
    pepper_id: null,
    replaced_by: null,
    overlap_until: null,
    metadata: {},
  }
  return { key, record }
}

// One letter of the secret is mistyped: shape and length stay, the checksum is wrong.
export function withTypo(key) {
  const at = key.length - CHECK_CHARS - 20
  const other = key[at] === 'x' ? 'y' : 'x'
  return key.slice(0, at) + other + key.slice(at + 1)
}
