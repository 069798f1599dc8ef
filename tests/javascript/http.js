// Real HTTP on loopback: a server on a free port while one function runs.
import http from 'node:http'
import net from 'node:net'

/** More than Node's 16 KiB, so that a token that is too long reaches a guard. */
export const HEADER_BYTES = 65_536

export async function served(handler, use) {
  const server = http.createServer({ maxHeaderSize: HEADER_BYTES }, handler)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await use(server.address().port)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

// `headers`: pairs, sent unchanged, also two with the same name.
export function send(port, { headers = [], path = '/', method = 'GET', body } = {}) {
  const raw = [
    ['Host', `127.0.0.1:${port}`],
    ['Connection', 'close'],
    ...(body ? [['Content-Length', String(body.length)]] : []),
    ...headers,
  ]
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, path, method, headers: raw.flat(), agent: false, signal: AbortSignal.timeout(10_000) },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk) => {
          text += chunk
        })
        response.once('error', reject)
        response.once('end', () => resolve({ status: response.statusCode, headers: response.headers, text }))
      },
    )
    request.once('error', reject)
    request.end(body)
  })
}

/** Sends a request byte for byte. Resolves with the status, the header fields one by one, names in lower case, and the body. */
export async function exchange(port, { method, path, headers }) {
  const hasBody = method !== 'GET'
  const length = hasBody
    ? [
        ['Content-Type', 'text/plain'],
        ['Content-Length', '4'],
      ]
    : []
  const fields = [['Host', `127.0.0.1:${port}`], ['Connection', 'close'], ...length, ...headers]
  const lines = [`${method} ${path} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`)]
  const socket = net.connect(port, '127.0.0.1').setTimeout(10_000, () => socket.destroy(new Error('no answer')))
  socket.write(`${lines.join('\r\n')}\r\n\r\n${hasBody ? 'body' : ''}`, 'latin1')
  const chunks = []
  try {
    for await (const chunk of socket) chunks.push(chunk)
  } catch (error) {
    // A server that has answered before it read everything may reset the connection.
    if (chunks.length === 0 || error.code !== 'ECONNRESET') throw error
  }
  return answerOf(Buffer.concat(chunks))
}

function answerOf(bytes) {
  const end = bytes.indexOf('\r\n\r\n')
  const [start, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const fields = lines.map((line) => {
    const [name, ...value] = line.split(': ')
    return [name.toLowerCase(), value.join(': ')]
  })
  const rest = bytes.subarray(end + 4)
  const isChunked = fields.some(([name, value]) => name === 'transfer-encoding' && value === 'chunked')
  return { status: Number(start.split(' ')[1]), fields, body: isChunked ? unchunked(rest) : rest }
}

function unchunked(bytes) {
  const chunks = []
  for (let rest = bytes; rest.length > 0; ) {
    const end = rest.indexOf('\r\n')
    const size = Number.parseInt(rest.subarray(0, end).toString('latin1'), 16)
    chunks.push(rest.subarray(end + 2, end + 2 + size))
    rest = rest.subarray(end + 4 + size)
  }
  return Buffer.concat(chunks)
}

export const bearer = (credential) => [['Authorization', `Bearer ${credential}`]]
