// Load from this process: each connection sends a request, waits for the response, and sends the next one. It uses sockets directly, so
// that the generator needs little of the machine, which it shares with the server.
import { connect } from 'node:net'

const CONNECTIONS = 16

/** Connections to one server, open until they are closed. */
export async function connections(port) {
  const open = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(port)))
  return {
    /**
     * Requests `path` for so many seconds; `credential(n)` is the token of the n-th request. Returns the requests per second, the
     * milliseconds of each, and the share of a core that this process used.
     */
    async ask(path, credential, seconds) {
      const [began, cpu] = [performance.now(), process.cpuUsage()]
      const run = { path, credential, sent: 0, latencies: [], until: began + seconds * 1000 }
      await Promise.all(open.map((connection) => connection.take(run)))
      const elapsed = performance.now() - began
      const { user, system } = process.cpuUsage(cpu)
      const busy = (user + system) / 1000 / elapsed
      return { rate: (run.latencies.length / elapsed) * 1000, latencies: run.latencies, busy }
    },
    close() {
      for (const connection of open) connection.close()
    },
  }
}

class Connection {
  #socket
  #text = ''
  #asked = 0
  #run
  #done

  static open(port) {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      socket.setEncoding('latin1')
      socket.once('error', reject)
      socket.once('connect', () => resolve(new Connection(socket)))
    })
  }

  constructor(socket) {
    this.#socket = socket
    socket.on('data', (chunk) => this.#answered(chunk))
    const failed = (error) => this.#done?.reject(error ?? new Error('the server hung up'))
    socket.removeAllListeners('error').on('error', failed)
    socket.on('close', () => failed())
  }

  /** Sends requests of a run until the time is up. */
  take(run) {
    this.#run = run
    return new Promise((resolve, reject) => {
      this.#done = { resolve, reject }
      this.#next()
    })
  }

  close() {
    this.#done = undefined
    this.#socket.destroy()
  }

  #next() {
    const run = this.#run
    if (performance.now() >= run.until) return this.#done.resolve()
    const token = run.credential(run.sent)
    run.sent += 1
    this.#asked = performance.now()
    this.#socket.write(
      `GET ${run.path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n\r\n`,
      'latin1',
    )
  }

  #answered(chunk) {
    const text = this.#text === '' ? chunk : this.#text + chunk
    if (!complete(text)) {
      this.#text = text
      return
    }
    this.#text = ''
    if (!text.startsWith('HTTP/1.1 200 ')) {
      this.#done.reject(new Error(`${this.#run.path}: ${text.slice(0, 500)}`))
      return
    }
    this.#run.latencies.push(performance.now() - this.#asked)
    this.#next()
  }
}

/** Whether the response is complete, by its length or by its last chunk. */
function complete(text) {
  const head = text.indexOf('\r\n\r\n')
  if (head === -1) return false
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)
  if (length && length.index < head) return text.length >= head + 4 + Number(length[1])
  return text.endsWith('0\r\n\r\n')
}
