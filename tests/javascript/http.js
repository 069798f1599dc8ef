// Real HTTP on loopback: a server on a free port while one function runs.
import http from 'node:http'

export async function served(handler, use) {
  const server = http.createServer(handler)
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

export const bearer = (credential) => [['Authorization', `Bearer ${credential}`]]
