import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

import { tooLong } from './lines.js'

test('400 lines are allowed, 401 are not, but for what nobody writes by hand', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorward-lines-'))
  const files = {
    'core/src/lib.rs': 400,
    'core/src/time.rs': 401,
    'tests/vectors/header.json': 401,
    'tests/vectors/generate.py': 401,
    'Cargo.lock': 401,
    'tests/bench/package-lock.json': 401,
    'README.md': 401,
  }
  try {
    for (const [file, lines] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), 'x\n'.repeat(lines))
    }
    assert.deepEqual(tooLong(folder, [...Object.keys(files), 'removed.rs']), [
      { file: 'core/src/time.rs', lines: 401 },
      { file: 'tests/vectors/generate.py', lines: 401 },
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
