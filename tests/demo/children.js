// Child processes that never outlive the demo: each leads a process group of its own, and the
// group is signalled, so that whatever a child started goes with it.
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

const TERM_GRACE_MS = 4000
const OUTPUT_CHARS_MAX = 20_000

// What a shell reports for a program that a signal ended.
const SIGNAL_STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }

const running = new Set()
const ended = new Set()
let closing = false
let watched = false

// `control` asks for a third pipe, on which workerd tells its port.
export function start(name, command, args, { cwd, env, input, control = false }) {
  if (closing) throw new Error(`${name}: not started, the demo is ending`)
  endWithThis()
  const stdin = input === undefined ? 'ignore' : 'pipe'
  const stdio = [stdin, 'pipe', 'pipe', ...(control ? ['pipe'] : [])]
  const handle = spawn(command, args, { cwd, env, stdio, detached: true })
  const child = { name, handle, output: '', watchers: new Set(), ended: undefined }
  for (const stream of handle.stdio.slice(1)) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => {
      child.output = (child.output + text).slice(-OUTPUT_CHARS_MAX)
      for (const watcher of child.watchers) watcher()
    })
  }
  const end = (how) => {
    child.ended ??= how
    ended.add(child)
    // The number of an empty group may be given to somebody else: never signal it again.
    if (!groupLives(child)) running.delete(child)
    for (const watcher of child.watchers) watcher()
  }
  // `close`, not `exit`: by then the last words have been read.
  handle.once('close', (code, signal) => end(signal ?? `status ${code}`))
  handle.once('error', (error) => end(error.message))
  if (handle.pid !== undefined) running.add(child)
  if (input !== undefined) {
    // A child that died at once shows as an early end, not as EPIPE here.
    handle.stdin.on('error', () => {})
    handle.stdin.end(input)
  }
  return child
}

// Whoever starts children and takes no care of signals (a test) must not leave them behind.
function endWithThis() {
  if (watched) return
  watched = true
  process.once('exit', killAll)
  for (const [name, status] of Object.entries(SIGNAL_STATUS)) {
    if (process.listenerCount(name) > 0) continue
    process.once(name, () => {
      killAll()
      process.exit(status)
    })
  }
}

// Resolves with what `pattern` captured from the child's output; fails when it ends or stays silent.
export function says(child, pattern, timeoutMs) {
  return new Promise((resolve, reject) => {
    const settle = (outcome, value) => {
      clearTimeout(timer)
      child.watchers.delete(look)
      outcome(value)
    }
    const look = () => {
      const match = pattern.exec(child.output)
      if (match) settle(resolve, match)
      else if (child.ended) settle(reject, failure(child, `ended with ${child.ended}`))
    }
    const timer = setTimeout(() => settle(reject, failure(child, `not ready after ${timeoutMs / 1000} s`)), timeoutMs)
    child.watchers.add(look)
    look()
  })
}

export async function finished(child, timeoutMs) {
  const deadline = Date.now() + timeoutMs
  while (!child.ended && Date.now() < deadline) await sleep(20)
  if (child.ended !== 'status 0') throw failure(child, child.ended ? `ended with ${child.ended}` : 'did not end')
  ended.delete(child)
}

export function failure(child, what) {
  const last = child.output.trimEnd().split('\n').slice(-25).map((line) => `    ${line}`).join('\n')
  return new Error(`${child.name}: ${what}${last.trim() ? `; its last words:\n${last}` : ''}`)
}

export function endedEarly() {
  return [...ended].map((child) => failure(child, `ended with ${child.ended}`))
}

export async function stopAll() {
  closing = true
  for (const child of running) signal(child, 'SIGTERM')
  const deadline = Date.now() + TERM_GRACE_MS
  while ([...running].some(groupLives) && Date.now() < deadline) await sleep(20)
  killAll()
}

// The last resort, without waiting: also called when the process exits by a road nobody thought of.
export function killAll() {
  closing = true
  for (const child of running) signal(child, 'SIGKILL')
  running.clear()
}

function signal(child, name) {
  try {
    process.kill(-child.handle.pid, name)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

// The group, not the leader: a grandchild may hold the port when its parent is gone.
function groupLives(child) {
  if (child.handle.pid === undefined) return false
  try {
    process.kill(-child.handle.pid, 0)
    return true
  } catch (error) {
    return error.code !== 'ESRCH'
  }
}
