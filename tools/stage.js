// Copies sources into a folder of their own, where they are built otherwise than as published:
//
//   node tools/stage.js .build/dev bindings-wasm tests/javascript LICENSE-MIT
//
// So nothing that is built there can be taken for what is published, or tested in its place. What is ignored by
// git is not copied, nor is Rust; what was built there before stays; a source that is no more goes there as well.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const LISTED = '.staged.json'
// A copied time can be off by the last digit of what it is counted in.
const COPIED_MS = 2

/** What git would take of these places of a repository. */
function sources(root, places) {
  const asked = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...places]
  const listed = execFileSync('git', asked, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  // Rust is compiled where it lies: cargo keeps to the one workspace.
  const compiled = (file) => file.endsWith('.rs') || basename(file) === 'Cargo.toml'
  return listed.split('\0').filter((file) => file !== '' && !compiled(file) && existsSync(join(root, file)))
}

function same(one, other) {
  if (!existsSync(other)) return false
  const [a, b] = [lstatSync(one), lstatSync(other)]
  return a.size === b.size && Math.abs(a.mtimeMs - b.mtimeMs) < COPIED_MS
}

/** Says how many files were copied. */
export function stage(root, folder, places) {
  const files = sources(root, places)
  if (files.length === 0) throw new Error(`nothing is to be copied: ${places.join(', ')}`)
  mkdirSync(folder, { recursive: true })
  const list = join(folder, LISTED)
  const before = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
  const kept = new Set(files)
  for (const file of before) if (!kept.has(file)) rmSync(join(folder, file), { force: true })
  const changed = files.filter((file) => !same(join(root, file), join(folder, file)))
  for (const file of changed) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(root, file), join(folder, file), { preserveTimestamps: true })
  }
  writeFileSync(list, JSON.stringify(files))
  return changed.length
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, ...places] = process.argv.slice(2)
  if (places.length === 0) throw new Error('usage: node tools/stage.js <folder> <place>...')
  const root = fileURLToPath(new URL('..', import.meta.url))
  console.log(`${stage(root, resolve(folder), places)} files are new in ${folder}.`)
}
