// Sends one request exactly as written and judges the answers of all runtimes together.
import http from 'node:http'

import { PATH } from './cases.js'

const ANSWER_MS = 10_000
// Headers that a client or a cache acts on. They are compared like status and body.
const COMPARED_HEADERS = ['www-authenticate', 'cache-control']

// A raw header list, because fetch would join two headers with the same name.
export function send(port, { headers, path = PATH }) {
  const raw = [['Host', `127.0.0.1:${port}`], ['Connection', 'close'], ...headers].flat()
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, headers: raw, agent: false, signal: AbortSignal.timeout(ANSWER_MS) }
    const request = http.get(options, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => resolve(answer(response, Buffer.concat(chunks))))
    })
    request.once('error', reject)
  })
}

function answer(response, bytes) {
  const body = bytes.toString('utf8')
  const headers = Object.fromEntries(COMPARED_HEADERS.map((name) => [name, valuesOf(response.rawHeaders, name)]))
  return { cell: `${response.statusCode} ${codeOf(response.statusCode, body)}`, body, bytes: bytes.toString('hex'), headers }
}

// All values, in order: two challenges where the other runtimes send one is a difference.
function valuesOf(rawHeaders, wanted) {
  const at = rawHeaders.map((_, i) => i).filter((i) => i % 2 === 0 && rawHeaders[i].toLowerCase() === wanted)
  return at.map((i) => rawHeaders[i + 1]).join(' || ') || '(none)'
}

function codeOf(status, body) {
  if (status === 200) return 'granted'
  try {
    return JSON.parse(body).code ?? '(no code)'
  } catch {
    return '(not JSON)'
  }
}

// What is wrong with a row, as sentences; none means the row holds.
export function faults(item, answers) {
  const all = Object.entries(answers)
  return [
    ...all.flatMap(([runtime, given]) => against(item, given).map((fault) => `${runtime}: ${fault}`)),
    ...differences('body', all.map(([runtime, { body, bytes }]) => [runtime, bytes, body])),
    ...COMPARED_HEADERS.flatMap((name) =>
      differences(name, all.map(([runtime, { headers }]) => [runtime, headers[name], headers[name]]))),
  ]
}

function against({ expected, agent }, { cell, body, headers }) {
  const found = []
  if (cell !== expected) found.push(`${cell}, expected ${expected}`)
  const granted = expected === '200 granted'
  if (granted && cell === expected && body !== JSON.stringify({ agent })) {
    found.push(`body ${body}, expected ${JSON.stringify({ agent })}`)
  }
  const challenge = headers['www-authenticate']
  if (!granted && !/^Bearer( |$)/.test(challenge)) found.push(`www-authenticate ${challenge}, expected a Bearer challenge`)
  // RFC 6750 §3.1: a request without credentials gets no error code.
  if (expected.endsWith('missing_credentials') && /error/.test(challenge)) found.push(`an error in ${challenge}`)
  return found
}

function differences(what, values) {
  if (new Set(values.map(([, compared]) => compared)).size === 1) return []
  return [`${what} differs:`, ...values.map(([runtime, , shown]) => `  ${runtime.padEnd(8)} ${shown}`)]
}
