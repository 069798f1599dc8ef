// Packs doorward, and the platform packages that are built, into a folder:
//
//   node build/pack.js <folder>
//
// As with @napi-rs/cli, only the published manifest names the platform packages, those that exist under npm/. Otherwise an install would
// look for packages that do not exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { packAsIs, packPublished } from '../../bindings-wasm/build/pack.js'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: node build/pack.js <folder>')

const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))
const npm = join(PACKAGE, 'npm')
const platforms = existsSync(npm) ? readdirSync(npm).sort() : []
for (const name of platforms) packAsIs(join(npm, name), folder)

const optionalDependencies = Object.fromEntries(platforms.map((name) => [`doorward-${name}`, version]))
packPublished(PACKAGE, folder, { optionalDependencies })
