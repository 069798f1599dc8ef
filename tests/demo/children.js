// Child processes that never outlive the demo. Each leads a process group of its own, and signals go to the group, so that the
// children of a child end too.
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

const TERM_GRACE_MS = 4000
const OUTPUT_CHARS_MAX = 20_000

// The status that a shell reports for a program that a signal ended.
const SIGNAL_STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }

const running = new Set()
const ended = new Set()
let closing = false
let watched = false

// `control` opens a third pipe, to which workerd writes its port.
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
    // The system may give the number of an empty group to another one: never signal it again.
    if (!groupLives(child)) running.delete(child)
    for (const watcher of child.watchers) watcher()
  }
  // `close`, not `exit`, because the last output has been read by then.
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

// A program that starts children and does not handle signals, such as a test, must not leave them behind.
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

// Does not wait. It is called whenever the process exits, also unexpectedly.
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
