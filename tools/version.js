// The version, which stands in several files and is the same in each.
//
//   node tools/version.js check
//   node tools/version.js set 0.2.0
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

// As Cargo and npm both take it.
const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/

/** Where it stands: each pattern finds every place in its file, the version between its two groups. */
const PLACES = [
  // Of the workspace, and of its crates as the others depend on them.
  { file: 'Cargo.toml', what: 'workspace.package', pattern: /(^\[workspace\.package\]\nversion = ")([^"]+)(")/gm },
  { file: 'Cargo.toml', what: 'a crate by path', pattern: /(^[\w-]+ = \{ path = "[^"]+", version = ")([^"]+)(")/gm },
  // The lock names no source for what lies in the repository.
  {
    file: 'Cargo.lock',
    what: 'a crate',
    pattern: /(^\[\[package\]\]\nname = "doorward[^"]*"\nversion = ")([^"]+)("\n(?!source))/gm,
  },
  { file: 'bindings-node/package.json', what: 'version', pattern: /(^ {2}"version": ")([^"]+)(")/gm },
  { file: 'bindings-node/package.json', what: 'doorward-wasm', pattern: /("doorward-wasm": ")([^"]+)(")/g },
  { file: 'bindings-wasm/package.json', what: 'version', pattern: /(^ {2}"version": ")([^"]+)(")/gm },
  {
    file: 'bindings-wasm/package-lock.json',
    what: 'the package',
    pattern: /("name": "doorward-wasm",\n\s+"version": ")([^"]+)(")/g,
  },
  { file: 'examples/express/package.json', what: 'doorward', pattern: /("doorward": "\^)([^"]+)(")/g },
  { file: 'examples/worker/package.json', what: 'doorward-wasm', pattern: /("doorward-wasm": "\^)([^"]+)(")/g },
]

const read = (root, file) => readFileSync(join(root, file), 'utf8')

/** Every place, with the version it holds. */
function found(root) {
  return PLACES.flatMap(({ file, what, pattern }) => {
    const all = [...read(root, file).matchAll(pattern)]
    if (all.length === 0) throw new Error(`${file}: no version was found (${what}); see tools/version.js`)
    return all.map((match) => ({ file, what, version: match[2] }))
  })
}

/** What differs from the version of the workspace; a text for each place. */
export function differing(root) {
  const [{ version }, ...others] = found(root)
  const odd = others.filter((place) => place.version !== version)
  return odd.map((place) => `${place.file}: ${place.what} is ${place.version}, and the workspace is ${version}`)
}

export function set(root, version) {
  if (!VERSION.test(version ?? '')) throw new Error('usage: node tools/version.js set 0.2.0')
  // All are looked at before one is written.
  found(root)
  for (const { file, pattern } of PLACES) {
    writeFileSync(
      join(root, file),
      read(root, file).replace(pattern, (_, before, __, after) => before + version + after),
    )
  }
}

function main(root, [command, version]) {
  if (command === 'set') set(root, version)
  else if (command !== 'check') throw new Error('usage: node tools/version.js check, or set 0.2.0')
  const faults = differing(root)
  for (const fault of faults) console.error(fault)
  if (faults.length === 0) console.log(`${found(root).length} places say ${found(root)[0].version}.`)
  return faults.length === 0 ? 0 : 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = main(resolve(fileURLToPath(new URL('..', import.meta.url))), process.argv.slice(2))
  } catch (error) {
    console.error(error.message)
    process.exitCode = 2
  }
}
