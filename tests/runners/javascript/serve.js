// Starts workerd on a free loopback port, calls `use` with its origin, and ends it in any case.
import { spawn } from 'node:child_process'

const READY_MS = 20_000

export async function serve(workerd, config, cwd, use) {
  const args = ['serve', config, '--socket-addr=http=127.0.0.1:0', '--control-fd=3']
  const child = spawn(workerd, args, { cwd, stdio: ['ignore', 'inherit', 'inherit', 'pipe'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  try {
    await use(`http://127.0.0.1:${await port(child)}/`)
  } finally {
    kill()
    process.removeListener('exit', kill)
  }
}

// workerd writes its port to the third pipe.
function port(child) {
  return new Promise((resolve, reject) => {
    let told = ''
    const timer = setTimeout(() => reject(new Error(`workerd is not ready after ${READY_MS / 1000} s`)), READY_MS)
    const settle = (outcome, value) => {
      clearTimeout(timer)
      outcome(value)
    }
    child.once('error', (error) => settle(reject, error))
    child.once('exit', (code, signal) => settle(reject, new Error(`workerd ended with ${signal ?? code}`)))
    child.stdio[3].setEncoding('utf8').on('data', (chunk) => {
      told += chunk
      const match = /"event":"listen","socket":"http","port":(\d+)/.exec(told)
      if (match) settle(resolve, match[1])
    })
  })
}
