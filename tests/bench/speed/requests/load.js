// Load from this process: connections that each send a request, wait for its answer, and send the next.
// Written out on sockets, so that the generator takes little of the machine it shares with the server.
import { connect } from 'node:net'

const CONNECTIONS = 16

/**
 * Asks for `path` for so long; `credential(n)` is the token of the n-th request, or nothing when they
 * are used up. Returns requests a second and how long each took, in milliseconds.
 */
export async function load(port, path, credential, seconds) {
  const run = { path, port, credential, sent: 0, latencies: [], until: performance.now() + seconds * 1000 }
  const began = performance.now()
  await Promise.all(Array.from({ length: CONNECTIONS }, () => connection(run)))
  const elapsed = (performance.now() - began) / 1000
  return { rate: run.latencies.length / elapsed, latencies: run.latencies }
}

function connection(run) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: run.port, host: '127.0.0.1', noDelay: true })
    let asked = 0
    let text = ''
    const next = () => {
      const token = performance.now() < run.until ? run.credential(run.sent) : undefined
      if (token === undefined) {
        socket.end()
        return resolve()
      }
      run.sent += 1
      asked = performance.now()
      socket.write(`GET ${run.path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n\r\n`)
    }
    socket.setEncoding('latin1')
    socket.once('connect', next)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the server hung up')))
    socket.on('data', (chunk) => {
      text += chunk
      if (!complete(text)) return
      if (!text.startsWith('HTTP/1.1 200 ')) return reject(new Error(`${run.path}: ${text.slice(0, 500)}`))
      run.latencies.push(performance.now() - asked)
      text = ''
      next()
    })
  })
}

/** Whether the answer is there as a whole: by its length, or by its last chunk. */
function complete(text) {
  const head = text.indexOf('\r\n\r\n')
  if (head === -1) return false
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, head))
  if (length) return text.length >= head + 4 + Number(length[1])
  return text.endsWith('0\r\n\r\n')
}
