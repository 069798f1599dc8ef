// A program, bundled into an empty folder and started there by a process that has nothing but the bundle.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

import { bundlers } from './bundlers.js'
import { FORGED, GENUINE, ISSUER_KEY } from './credentials.js'

const HERE = dirname(fileURLToPath(import.meta.url))
const MODULES = join(HERE, 'node_modules')
// The same programs with `require` in place of `import`, beside the packages, so that bundlers find those.
const REQUIRING = join(MODULES, '.programs')

/** An empty folder that is no part of any package. It is removed after the test. */
export function emptyFolder(context) {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'doorward-bundle-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  for (let above = folder; above !== dirname(above); above = dirname(above)) {
    assert.ok(!existsSync(join(above, 'node_modules')), `${above} has node_modules`)
  }
  return folder
}

async function sourceOf(program, source) {
  const entry = join(HERE, 'programs', `${program}.js`)
  if (source === 'import') return entry
  const outfile = join(REQUIRING, `${program}.cjs`)
  await build({ entryPoints: [entry], outfile, bundle: true, packages: 'external', platform: 'node', format: 'cjs' })
  return outfile
}

/** Bundles a program. Returns the file, after a look at what else is in its folder. */
export async function bundled(context, bundler, { program, source = 'import', format, ...options }) {
  const folder = emptyFolder(context)
  const out = join(folder, `${program}.${format === 'esm' ? 'mjs' : 'cjs'}`)
  const warnings = await bundlers[bundler]({ entry: await sourceOf(program, source), out, format, ...options })
  assert.deepEqual(warnings, [])
  // ncc names its bundle itself, and says in a package.json that it is a module.
  const files = readdirSync(folder, { recursive: true }).filter((name) => name !== 'package.json')
  assert.equal(files.length, 1, `one file and none beside it: ${files}`)
  return join(folder, files[0])
}

/** Puts the installed packages beside a bundle, as a deployment with packages that are external has them. */
export function installBeside(file) {
  const modules = join(dirname(file), 'node_modules')
  mkdirSync(modules)
  const { optionalDependencies } = createRequire(import.meta.url)('doorward/package.json')
  for (const name of ['doorward', 'doorward-wasm', ...Object.keys(optionalDependencies)]) {
    if (existsSync(join(MODULES, name))) symlinkSync(join(MODULES, name), join(modules, name))
  }
}

/** A process with nothing of this one's environment but the path. */
export function start(context, args, { cwd, env }) {
  const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env.PATH, ISSUER_KEY, ...env } })
  context.after(() => child.kill('SIGKILL'))
  const printed = { out: '', err: '' }
  child.stdout.on('data', (data) => (printed.out += data))
  child.stderr.on('data', (data) => (printed.err += data))
  return { child, printed, ended: once(child, 'close') }
}

/** What the handlers in the bundle `file` answer to both tokens, in one process. */
export async function answersOfLambda(context, file, { format, env }) {
  const events = [GENUINE, FORGED].map((token) => ({
    rawPath: '/balance',
    requestContext: { domainName: 'api.example.com', http: { method: 'GET' } },
    headers: { authorization: `Bearer ${token}` },
  }))
  const name = JSON.stringify(file)
  const script = `
    const { handler } = ${format === 'esm' ? `await import(${name})` : `require(${name})`}
    Promise.all(${JSON.stringify(events)}.map(handler)).then((answers) => console.log(JSON.stringify(answers)))`
  const type = format === 'esm' ? 'module' : 'commonjs'
  const { printed, ended } = start(context, [`--input-type=${type}`, '-e', script], { cwd: dirname(file), env })
  const [status] = await ended
  if (status !== 0) throw new Error(printed.err)
  return { answers: JSON.parse(printed.out).map(({ statusCode, body }) => [statusCode, body]), said: printed.err }
}

/** The same of the server in the bundle `file`. */
export async function answersOfServer(context, file, { env }) {
  const { child, printed, ended } = start(context, [file], { cwd: dirname(file), env })
  await Promise.race([once(child.stdout, 'data'), ended])
  if (child.exitCode !== null) throw new Error(printed.err)
  const answers = await ask(`http://127.0.0.1:${printed.out.trim()}/`)
  child.kill()
  await ended
  return { answers, said: printed.err }
}

/** What a server answers to both tokens. */
export async function ask(url) {
  const answers = []
  for (const token of [GENUINE, FORGED]) {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    answers.push([response.status, await response.text()])
  }
  return answers
}

/** Fails unless the genuine token was let in by this engine, and the forged one was refused because of its signature. */
export function assertDecided(answers, engine) {
  assert.deepEqual(
    answers.map(([status]) => status),
    [200, 401],
  )
  assert.deepEqual(JSON.parse(answers[0][1]), { engine, caller: 'bundled-agent' })
  assert.equal(JSON.parse(answers[1][1]).code, 'invalid_signature')
}

/** Fails unless the fallback was said, once, with its reason and its cure. */
export function assertFallbackSaidOnce(said) {
  const lines = said.split('\n').filter((line) => line.includes('doorward'))
  assert.equal(lines.length, 1, said)
  assert.match(
    lines[0],
    /^doorward: WebAssembly decides, because no native binary could be loaded: doorward-.*: not found/,
  )
  assert.match(lines[0], /mark doorward as external/)
}
