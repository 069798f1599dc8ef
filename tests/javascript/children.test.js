// The processes that tests and demo start end when the process that started them ends.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

const CHILDREN = new URL('../demo/children.js', import.meta.url)
const RUN = new URL('../conformance/run.js', import.meta.url)
// A process with a child of its own, which would outlive it.
const FAMILY = `
  const child = require('node:child_process').spawn('sleep', ['60'], { stdio: 'ignore' })
  console.error('pids', process.pid, child.pid)
  console.log('pids', process.pid, child.pid)
  setInterval(() => {}, 1000)`

const roads = {
  'demo, a signal': (family) => `
    import { says, start } from '${CHILDREN}'
    const [text] = await says(start('x', process.execPath, ['-e', ${family}], {}), /pids.*\\n/, 5000)
    console.error(text)`,
  'demo, an exception': (family) => `
    import { says, start } from '${CHILDREN}'
    const [text] = await says(start('x', process.execPath, ['-e', ${family}], {}), /pids.*\\n/, 5000)
    console.error(text)
    setTimeout(() => { throw new Error('nobody thought of') }, 100)`,
  'conformance, a signal': (family) => `
    import { endWithThis, run } from '${RUN}'
    endWithThis()
    await run([process.execPath, '-e', ${family}], { cwd: '.', secondsMax: 60 })`,
  'conformance, too slow': (family) => `
    import { run } from '${RUN}'
    await run([process.execPath, '-e', ${family}], { cwd: '.', secondsMax: 1 })`,
}

function lives(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

for (const [name, script] of Object.entries(roads)) {
  test(`${name}: nothing is left behind`, { skip: process.platform === 'win32' }, async () => {
    const program = ['--input-type=module', '-e', script(JSON.stringify(FAMILY))]
    const starter = spawn(process.execPath, program, { stdio: ['ignore', 'ignore', 'pipe'] })
    const closed = new Promise((resolve) => starter.once('exit', (code) => resolve(code)))
    const pids = await new Promise((resolve, reject) => {
      let told = ''
      starter.stderr.setEncoding('utf8').on('data', (text) => {
        told += text
        const match = /pids (\d+) (\d+)/.exec(told)
        if (match) resolve(match.slice(1).map(Number))
      })
      closed.then(() => reject(new Error(told)))
    })
    assert.deepEqual(pids.map(lives), [true, true])
    if (name.endsWith('signal')) starter.kill('SIGTERM')
    assert.equal(await closed, name.endsWith('signal') ? 143 : 1)
    // Another process reaps orphans, which takes a moment.
    for (let round = 0; round < 100 && pids.some(lives); round += 1) await sleep(20)
    assert.deepEqual(pids.map(lives), [false, false])
  })
}
