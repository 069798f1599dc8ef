import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { stage } from './stage.js'

test('sources are copied, what was built there stays, what is no more goes', () => {
  const root = mkdtempSync(join(tmpdir(), 'doorward-stage-'))
  const out = join(root, '.build/dev')
  const write = (file, text) => {
    mkdirSync(join(root, file, '..'), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  try {
    execFileSync('git', ['init', '-q', root])
    write('.gitignore', '.build/\ndist/\n')
    write('one/a.ts', 'a')
    write('one/deep/b.ts', 'b')
    write('one/dist/a.js', 'built as published')
    write('one/Cargo.toml', '[package]')
    write('one/src/lib.rs', '')
    write('two/c.ts', 'c')
    assert.equal(stage(root, out, ['one']), 2)
    assert.equal(readFileSync(join(out, 'one/deep/b.ts'), 'utf8'), 'b')
    assert.equal(existsSync(join(out, 'one/dist')), false)
    assert.equal(existsSync(join(out, 'two')), false)
    write('.build/dev/one/dist/a.js', 'built here')
    write('one/a.ts', 'changed')
    rmSync(join(root, 'one/deep/b.ts'))
    assert.equal(stage(root, out, ['one']), 1)
    assert.equal(readFileSync(join(out, 'one/a.ts'), 'utf8'), 'changed')
    assert.equal(existsSync(join(out, 'one/deep/b.ts')), false)
    assert.equal(readFileSync(join(out, 'one/dist/a.js'), 'utf8'), 'built here')
    assert.equal(stage(root, out, ['one']), 0)
    assert.throws(() => stage(root, out, ['three']), /nothing is to be copied/)
  } finally {
    rmSync(root, { recursive: true })
  }
})
