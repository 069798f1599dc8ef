// Packs doorward-wasm into a folder, with a manifest that has what its users need and not what builds it:
//
//   node build/pack.js <folder>
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const FILES = ['dist', 'README.md', 'LICENSE-MIT', 'LICENSE-APACHE']

/** Runs `npm pack` in a folder. On Windows npm is a script, which needs a shell. */
export function packAsIs(folder, out) {
  mkdirSync(out, { recursive: true })
  execFileSync('npm', ['pack', '--silent', '--pack-destination', resolve(out)], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
}

/** Packs the package in a folder as it is published. `added`: members that only the published manifest has. */
export function packPublished(folder, out, added = {}) {
  const {
    napi: _napi,
    scripts: _scripts,
    devDependencies: _tools,
    ...published
  } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const staged = mkdtempSync(join(tmpdir(), 'doorward-pack-'))
  try {
    for (const name of FILES) cpSync(join(folder, name), join(staged, name), { recursive: true })
    writeFileSync(join(staged, 'package.json'), `${JSON.stringify({ ...published, ...added }, null, 2)}\n`)
    packAsIs(staged, out)
  } finally {
    rmSync(staged, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2)
  if (folder === undefined) throw new Error('usage: node build/pack.js <folder>')
  packPublished(fileURLToPath(new URL('..', import.meta.url)), folder)
}
