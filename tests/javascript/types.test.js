// The declarations of the packed packages, checked completely: as modules, as CommonJS and for bundlers.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')

for (const name of ['tsconfig.json', 'tsconfig.bundler.json']) {
  test(`types under ${name}`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', join(HERE, 'types', name)], {
      encoding: 'utf8',
    })
    assert.equal(status, 0, stdout + stderr)
  })
}
