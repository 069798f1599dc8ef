// Each export condition resolves to its file, and import and require give the same objects.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import * as esmNative from 'doorward'
import * as esmExpress from 'doorward/express'
import * as esmWasm from 'doorward-wasm'
import * as esmFetch from 'doorward-wasm/fetch'
import * as esmHono from 'doorward-wasm/hono'
import * as esmPublic from 'doorward-wasm/internal/public'
import * as esmWebCrypto from 'doorward-wasm/webcrypto'
import { build } from 'esbuild'

const require = createRequire(import.meta.url)
const HERE = fileURLToPath(new URL('.', import.meta.url))
const EXPORTS = [
  'DoorwardError',
  'Key',
  'MemoryApiKeyStore',
  'Principal',
  'Verifier',
  'allOf',
  'anyOf',
  'claim',
  'createApiKey',
  'engine',
]

// The entry of doorward-wasm for each runtime and bundler, by the conditions that it sets.
const ENTRIES = [
  [['workerd', 'worker', 'browser'], 'esm/entry/workerd.js'],
  [['workerd'], 'esm/entry/workerd.js'],
  [['edge-light', 'worker', 'browser'], 'esm/entry/edge-light.js'],
  [['worker', 'browser'], 'esm/entry/workerd.js'],
  [['deno', 'node'], 'esm/entry/deno.js'],
  [['bun', 'node'], 'esm/entry/bun.js'],
  [['browser'], 'esm/entry/web.js'],
  [['node'], 'node/index.js'],
  [[], 'esm/entry/web.js'],
]

async function resolved(name, conditions) {
  const result = await build({
    stdin: { contents: `export * from '${name}'`, resolveDir: HERE },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    conditions,
    loader: { '.wasm': 'empty' },
    // Bundles for Bun are made with Bun. esbuild does not know its import of a file as a path.
    external: ['node:*', 'fs', 'path', '*.wasm?module', ...(conditions.includes('bun') ? ['*.wasm'] : [])],
    logLevel: 'silent',
    mainFields: [],
  })
  return Object.keys(result.metafile.inputs).map((path) => path.replace(/^node_modules\//, ''))
}

for (const [conditions, entry] of ENTRIES) {
  test(`conditions ${conditions.join(', ') || '(none)'}: ${entry}`, async () => {
    const inputs = await resolved('doorward-wasm', conditions)
    assert.ok(inputs.includes(`doorward-wasm/dist/${entry}`), inputs.join('\n'))
    // Node alone takes the module as text. Every other runtime takes the file, and does not grow.
    const inlined = inputs.some((path) => path.endsWith('/doorward_wasm_text.js'))
    assert.equal(inlined, conditions[0] === 'node', inputs.join('\n'))
    const small = await resolved('doorward-wasm/webcrypto', conditions)
    const smallEntry = entry.replace('esm/entry/', 'esm/entry/webcrypto/').replace('node/index', 'node/webcrypto')
    assert.ok(small.includes(`doorward-wasm/dist/${smallEntry}`), small.join('\n'))
    assert.ok(!small.some((path) => path.endsWith('/doorward.wasm')), 'the small module comes alone')
    const guards = await resolved('doorward-wasm/fetch', conditions)
    const folder = conditions[0] === 'node' ? 'node' : 'esm'
    assert.ok(guards.includes(`doorward-wasm/dist/${folder}/fetch.js`), guards.join('\n'))
    assert.ok(!guards.some((path) => path.endsWith('.wasm')), 'a guard brings no engine')
  })
}

test('doorward on a platform without binaries is doorward-wasm', async () => {
  const inputs = await resolved('doorward', ['workerd', 'worker', 'browser'])
  assert.ok(inputs.includes('doorward-wasm/dist/esm/entry/workerd.js'), inputs.join('\n'))
})

test('every file the manifests name is in the packages, types first', () => {
  for (const name of ['doorward', 'doorward-wasm']) {
    const root = `${HERE}node_modules/${name}/`
    const { exports, main, types } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
    const files = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(files))
    for (const file of [...files(exports), main, types]) assert.ok(existsSync(root + file), `${name}: ${file}`)
    for (const [path, conditions] of Object.entries(exports)) {
      if (path !== './package.json') assert.equal(Object.keys(conditions)[0], 'types', `${name}: ${path}`)
    }
  }
})

test('import and require give the same objects', () => {
  for (const [name, imported] of Object.entries({
    doorward: esmNative,
    'doorward/express': esmExpress,
    'doorward-wasm': esmWasm,
    'doorward-wasm/fetch': esmFetch,
    'doorward-wasm/hono': esmHono,
    'doorward-wasm/internal/public': esmPublic,
    'doorward-wasm/webcrypto': esmWebCrypto,
  })) {
    const required = require(name)
    assert.deepEqual(Object.keys(imported).sort(), Object.keys(required).sort(), name)
    for (const [member, value] of Object.entries(imported)) assert.equal(value, required[member], `${name}: ${member}`)
  }
  assert.deepEqual(Object.keys(esmNative).sort(), EXPORTS)
  assert.deepEqual(Object.keys(esmWasm).sort(), EXPORTS)
  assert.deepEqual(Object.keys(esmWebCrypto).sort(), EXPORTS)
  const own = new Map(Object.entries(esmNative))
  for (const [member, value] of Object.entries(esmPublic)) assert.equal(own.get(member), value, member)
  assert.throws(() => require('doorward-wasm/dist/cjs/host/index.js'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })
})

test('a fallback to wasm says once why, and a chosen one says nothing', () => {
  // The loader finds a file of that name that is no binary of this platform.
  const script = `
    const Module = require('node:module')
    const resolve = Module._resolveFilename
    Module._resolveFilename = (name, ...rest) => {
      if (/^doorward-linux/.test(name) && process.env.HIDE) throw Object.assign(new Error(name), { code: 'MODULE_NOT_FOUND' })
      return resolve(name, ...rest)
    }
    const { Verifier, MemoryApiKeyStore, engine } = require('doorward')
    for (let n = 0; n < 3; n += 1) new Verifier({ apiKeys: new MemoryApiKeyStore() })
    process.stdout.write(engine)`
  const run = (env) => {
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
      cwd: HERE,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    })
    return [stdout, stderr.split('\n').filter((line) => line.includes('doorward: '))]
  }
  const [engine, lines] = run({ HIDE: '1' })
  assert.equal(engine, 'wasm')
  assert.equal(lines.length, 1)
  assert.match(
    lines[0],
    /WebAssembly decides, because no native binary could be loaded: doorward-.*: not found; .*not found\. In a bundle, mark doorward as external/,
  )
  assert.deepEqual(run({ DOORWARD_ENGINE: 'wasm' }), ['wasm', []])
  assert.deepEqual(run({}), ['native', []])
})

test('DOORWARD_ENGINE chooses, and the engine says which it is', () => {
  const script =
    "const d = require('doorward'); new d.Verifier({ apiKeys: new d.MemoryApiKeyStore() }); process.stdout.write(d.engine)"
  const run = (engine) =>
    execFileSync(process.execPath, ['-e', script], {
      cwd: HERE,
      env: { ...process.env, DOORWARD_ENGINE: engine },
      encoding: 'utf8',
    })
  assert.deepEqual([run(''), run('native'), run('wasm')], ['native', 'native', 'wasm'])
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], {
    cwd: HERE,
    env: { ...process.env, DOORWARD_ENGINE: 'fast' },
    encoding: 'utf8',
  })
  assert.equal(status, 1)
  assert.match(stderr, /DOORWARD_ENGINE must be native or wasm/)
})

test('without a binary that fits, the wasm engine decides', () => {
  // As on a platform without a binary: the package cannot be loaded.
  const script = `
    const { Module } = require('node:module'), load = Module._load
    Module._load = function (name, ...rest) {
      if (name.startsWith('doorward-linux') || name.startsWith('doorward-darwin') || name.startsWith('doorward-win32')) throw new Error('no such package')
      return load.call(this, name, ...rest)
    }
    const d = require('doorward')
    try { new d.Verifier({ apiKeys: new d.MemoryApiKeyStore() }).verifySync('sk_agent_x') } catch (error) { process.stdout.write(d.engine + ' ' + error.code) }`
  assert.equal(
    execFileSync(process.execPath, ['-e', script], { cwd: HERE, encoding: 'utf8' }),
    'wasm malformed_api_key',
  )
})
