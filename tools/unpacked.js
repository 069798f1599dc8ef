// Lays packages into a node_modules as an install of their tarballs would, without packing them:
//
//   node tools/unpacked.js <node_modules> <package>...
//
// Copies and not links: what is linked is found under its own folder, where the package's exports and the tests'
// node_modules are not what a user has.
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const [modules, ...packages] = process.argv.slice(2)
if (packages.length === 0) throw new Error('usage: node tools/unpacked.js <node_modules> <package>...')
for (const folder of packages) {
  const { name, files } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const to = join(modules, name)
  rmSync(to, { recursive: true, force: true })
  for (const file of ['package.json', ...files]) cpSync(join(folder, file), join(to, file), { recursive: true })
}
