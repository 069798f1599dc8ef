// The vectors with doorward-wasm in headless Chromium, loaded over HTTP without a bundler. CHROMIUM names the program. Without a
// Chromium the check is skipped with a message.
//
//   node browser.js [--deno]     --deno: the same page script in Deno, where there is no browser
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { delimiter, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

import { readCases } from './cases.js'
import { binary } from './platform.js'
import { print } from './print.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const DONE_MS = 120_000
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' }
// The file of the export condition `browser`, because no bundler resolves it here.
const PAGE_SCRIPT = `
import * as doorward from './node_modules/doorward-wasm/dist/esm/entry/web.js'
import { verdicts } from './verdict.js'
const done = (status, body) => fetch(new URL('/done?' + status, import.meta.url), { method: 'POST', body })
try {
  const cases = await (await fetch(new URL('/cases', import.meta.url))).json()
  await done('granted', await verdicts(doorward, cases, 'wasm'))
} catch (error) {
  await done('failed', String(error && error.stack))
}`

function chromium() {
  const { CHROMIUM, PATH = '' } = process.env
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const found = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  return [CHROMIUM, ...found].find((path) => path !== undefined && path !== '' && existsSync(path))
}

function killGroup(child) {
  if (child?.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

// A signal ends this process by `exit`, whose listeners end the group and remove the profile.
for (const [name, status] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }))
  process.once(name, () => process.exit(status))

// Serves the page, its modules and the vectors. Resolves with what the page sends back.
function page(start) {
  return new Promise((resolve, reject) => {
    const server = http.createServer(async (request, response) => {
      const { pathname, search } = new URL(request.url, 'http://127.0.0.1')
      if (pathname === '/done') {
        const chunks = []
        for await (const chunk of request) chunks.push(chunk)
        response.end()
        const text = Buffer.concat(chunks).toString('utf8')
        settle(search === '?granted' ? resolve : reject, search === '?granted' ? text : new Error(text))
        return
      }
      const path = join(HERE, normalize(pathname))
      const body =
        {
          '/': '<!doctype html><script type="module" src="/page.js"></script>',
          '/page.js': PAGE_SCRIPT,
          '/cases': cases,
        }[pathname] ?? (path.startsWith(HERE) && existsSync(path) ? readFileSync(path) : undefined)
      const type = pathname === '/' ? 'text/html' : (TYPES[/\.\w+$/.exec(pathname)?.[0]] ?? 'application/json')
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body)
    })
    const cases = JSON.stringify(readCases())
    let child
    let settled = false
    const settle = (outcome, value) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      server.closeAllConnections()
      server.close()
      // A browser is many processes that go on writing: first the whole group ends, then the rest.
      const gone = child?.exitCode !== null || child.signalCode !== null
      if (!gone) child.once('close', () => outcome(value))
      killGroup(child)
      if (gone) outcome(value)
    }
    const timer = setTimeout(() => settle(reject, new Error(`no verdicts after ${DONE_MS / 1000} s`)), DONE_MS)
    server.listen(0, '127.0.0.1', () => {
      child = start(`http://127.0.0.1:${server.address().port}/`)
      // Before the listener that removes the profile.
      process.prependOnceListener('exit', () => settled || killGroup(child))
      child.once('error', (error) => settle(reject, error))
      child.once('exit', (code, signal) =>
        settle(reject, new Error(`it ended with ${signal ?? code}, without verdicts`)),
      )
    })
  })
}

if (process.argv.includes('--deno')) {
  const args = (origin) => [
    'run',
    '--quiet',
    '--no-prompt',
    '--no-lock',
    '--reload',
    '--allow-net',
    '--allow-import',
    `${origin}page.js`,
  ]
  await print(
    await page((origin) =>
      spawn(binary('deno'), args(origin), { stdio: ['ignore', 'inherit', 'inherit'], detached: true }),
    ),
  )
} else if (chromium() === undefined) {
  console.error('SKIPPED: no Chromium here (CHROMIUM names one); the browser was not tried')
} else {
  const profile = mkdtempSync(join(tmpdir(), 'doorward-browser-'))
  // As root, in a container, Chromium has no sandbox; it loads nothing but the page above.
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  const args = ['--headless', '--no-sandbox', '--disable-gpu', ...quiet, `--user-data-dir=${profile}`]
  const remove = () => rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  process.once('exit', remove)
  try {
    await print(await page((origin) => spawn(chromium(), [...args, origin], { stdio: 'ignore', detached: true })))
  } finally {
    remove()
  }
}
