// Packs doorward, and the platform packages that are built, into a folder:
//
//   node build/pack.js <folder>
//
// As with @napi-rs/cli, only the published manifest names the platform packages, those that exist under npm/. Otherwise an install would
// look for packages that do not exist.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: node build/pack.js <folder>')
const out = resolve(folder)
mkdirSync(out, { recursive: true })
// On Windows npm is a script, which needs a shell.
const pack = (cwd) =>
  execFileSync('npm', ['pack', '--silent', '--pack-destination', out], {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })

const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))
const npm = join(PACKAGE, 'npm')
const platforms = existsSync(npm) ? readdirSync(npm).sort() : []
for (const name of platforms) pack(join(npm, name))

const staged = mkdtempSync(join(tmpdir(), 'doorward-pack-'))
try {
  for (const name of ['dist', 'README.md', 'LICENSE-MIT', 'LICENSE-APACHE'])
    cpSync(join(PACKAGE, name), join(staged, name), { recursive: true })
  const { napi: _napi, scripts: _scripts, ...published } = manifest
  published.optionalDependencies = Object.fromEntries(platforms.map((name) => [`doorward-${name}`, manifest.version]))
  writeFileSync(join(staged, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
  pack(staged)
} finally {
  rmSync(staged, { recursive: true, force: true })
}
