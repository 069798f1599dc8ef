// Compiles the TypeScript twice: as modules, and as CommonJS for Node. The wasm modules in dist/esm/glue stay.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(PACKAGE, 'dist')
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')

for (const name of ['cjs', 'node']) rmSync(join(DIST, name), { recursive: true, force: true })
mkdirSync(join(DIST, 'esm'), { recursive: true })
for (const name of readdirSync(join(DIST, 'esm'))) {
  if (name !== 'glue') rmSync(join(DIST, 'esm', name), { recursive: true })
}
for (const project of ['tsconfig.json', 'tsconfig.cjs.json']) {
  execFileSync(process.execPath, [tsc, '-p', join(PACKAGE, project)], { stdio: 'inherit' })
}
writeFileSync(join(DIST, 'cjs/package.json'), '{ "type": "commonjs" }\n')

// Every condition shares these declarations, because TypeScript would take two sets for two different Principals.
// Node's import goes through the CommonJS build: one instance, one DoorwardError, however it is loaded.
mkdirSync(join(DIST, 'node'))
const wrappers = {
  index: 'entry/node',
  fetch: 'fetch',
  hono: 'hono',
  host: 'host/index',
  public: 'public',
  engine: 'entry/node-engine',
  webcrypto: 'entry/webcrypto/node',
}
const DECLARED = { index: 'index', webcrypto: 'index' }
for (const [name, file] of Object.entries(wrappers)) {
  const names = Object.keys(createRequire(import.meta.url)(join(DIST, 'cjs', `${file}.js`)))
  writeFileSync(join(DIST, 'node', `${name}.js`), `export { ${names.join(', ')} } from '../cjs/${file}.js'\n`)
  writeFileSync(join(DIST, 'node', `${name}.d.ts`), `export * from '../cjs/${DECLARED[name] ?? file}.js'\n`)
}
for (const name of ['LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(join(PACKAGE, '..', name), join(PACKAGE, name))
