// Compiles the TypeScript to CommonJS, with modules around it. Needs the built host of bindings-wasm.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(PACKAGE, 'dist')
// The compiler of the package that owns the host, so that both use one version.
const { resolve } = createRequire(join(PACKAGE, '../bindings-wasm/package.json'))
const tsc = join(dirname(resolve('typescript/package.json')), 'bin/tsc')
// By its path, because nothing is installed here.
const PUBLIC = createRequire(import.meta.url)(join(PACKAGE, '../bindings-wasm/dist/cjs/public.js'))

rmSync(DIST, { recursive: true, force: true })
execFileSync(process.execPath, [tsc, '-p', join(PACKAGE, 'tsconfig.json')], { stdio: 'inherit' })
mkdirSync(join(DIST, 'esm'))
writeFileSync(join(DIST, 'cjs/package.json'), '{ "type": "commonjs" }\n')

// Import goes through the CommonJS build: one engine and one DoorwardError, however it is loaded.
const ENTRIES = ['index', 'express', 'express-global', 'fastify', 'koa', 'lambda', 'nestjs']
for (const name of ENTRIES) {
  const text = readFileSync(join(DIST, 'cjs', `${name}.js`), 'utf8')
  const own = [...text.matchAll(/exports, "(\w+)"|^exports\.(\w+) = /gm)].map((match) => match[1] ?? match[2])
  const passedOn = /__exportStar\(require\("doorward-wasm\/internal\/public"\)/.test(text) ? Object.keys(PUBLIC) : []
  const exported = [...new Set([...own, ...passedOn])].filter((exportedName) => exportedName !== '__esModule')
  writeFileSync(join(DIST, 'esm', `${name}.js`), `export { ${exported.join(', ')} } from '../cjs/${name}.js'\n`)
  writeFileSync(join(DIST, 'esm', `${name}.d.ts`), `export * from '../cjs/${name}.js'\n`)
}
writeFileSync(join(DIST, 'esm/wasm.js'), "export * from 'doorward-wasm'\n")
for (const name of ['LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(join(PACKAGE, '..', name), join(PACKAGE, name))
