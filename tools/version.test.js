// On copies of the repository's own files, so that a file whose form changed is noticed here.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { differing, set } from './version.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FILES = [
  'Cargo.toml',
  'Cargo.lock',
  'bindings-node/package.json',
  'bindings-wasm/package.json',
  'bindings-wasm/package-lock.json',
  'examples/express/package.json',
  'examples/worker/package.json',
]

function copied(use) {
  const folder = mkdtempSync(join(tmpdir(), 'doorward-version-'))
  try {
    for (const file of FILES) cpSync(join(ROOT, file), join(folder, file))
    use(folder, (file) => readFileSync(join(folder, file), 'utf8'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('a new version stands everywhere, and nothing else changes', () => {
  copied((folder, text) => {
    const [, old] = /\nversion = "(.+)"/.exec(text('Cargo.toml'))
    const before = FILES.map(text)
    set(folder, '98.7.6-rc.1')
    assert.deepEqual(differing(folder), [])
    assert.match(text('Cargo.toml'), /\ndoorward = \{ path = "core", version = "98\.7\.6-rc\.1"/)
    assert.equal(JSON.parse(text('bindings-node/package.json')).dependencies['doorward-wasm'], '98.7.6-rc.1')
    const lock = JSON.parse(text('bindings-wasm/package-lock.json'))
    assert.deepEqual([lock.version, lock.packages[''].version], ['98.7.6-rc.1', '98.7.6-rc.1'])
    const crates = [...text('Cargo.lock').matchAll(/name = "(doorward[^"]*)"\nversion = "([^"]+)"/g)]
    assert.ok(crates.length >= 5)
    for (const [, name, version] of crates) assert.equal(version, '98.7.6-rc.1', name)
    set(folder, old)
    assert.deepEqual(FILES.map(text), before)
  })
})

test('a place that was forgotten is named', () => {
  copied((folder, text) => {
    const file = join(folder, 'bindings-node/package.json')
    writeFileSync(
      file,
      text('bindings-node/package.json').replace(/"doorward-wasm": "[^"]+"/, '"doorward-wasm": "0.0.9"'),
    )
    const [fault, ...others] = differing(folder)
    assert.match(fault, /^bindings-node\/package\.json: doorward-wasm is 0\.0\.9, and the workspace is /)
    assert.deepEqual(others, [])
  })
})

test('what is no version is refused before anything is written', () => {
  copied((folder, text) => {
    const before = FILES.map(text)
    for (const bad of [undefined, '', 'v1.0.0', '1.0', '1.0.0"']) assert.throws(() => set(folder, bad), /usage/)
    assert.deepEqual(FILES.map(text), before)
  })
})
