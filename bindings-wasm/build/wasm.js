// Compiles the crate, generates its glue, optimizes the module. WASM_OPT=0 skips the last step.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const WORKSPACE = join(PACKAGE, '..')
const PROFILE = 'wasm'
const TARGET = 'wasm32-unknown-unknown'

// What rustc turns on for this target; every runtime the package is for has had them for years.
const FEATURES = [
  'bulk-memory',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
]

const run = (command, args) => execFileSync(command, args, { cwd: WORKSPACE, stdio: ['ignore', 'inherit', 'inherit'] })

const { target_directory: target } = JSON.parse(
  execFileSync('cargo', ['metadata', '--format-version', '1', '--no-deps'], { cwd: WORKSPACE, maxBuffer: 1 << 26 }),
)
run('cargo', ['build', '--quiet', '-p', 'doorward-wasm', '--target', TARGET, '--profile', PROFILE])
const generated = join(target, TARGET, PROFILE, 'glue')
run('cargo', [
  'run',
  '--quiet',
  '-p',
  'doorward-wasm-glue',
  '--',
  join(target, TARGET, PROFILE, 'doorward_wasm.wasm'),
  generated,
])

const glue = join(PACKAGE, 'ts/glue')
const out = join(PACKAGE, 'dist/esm/glue/doorward.wasm')
for (const folder of [glue, dirname(out)]) mkdirSync(folder, { recursive: true })
copyFileSync(join(generated, 'doorward_wasm_bg.js'), join(glue, 'doorward_wasm_bg.js'))
const module = join(generated, 'doorward_wasm_bg.wasm')
if (process.env.WASM_OPT === '0') {
  copyFileSync(module, out)
} else {
  const wasmOpt = join(dirname(createRequire(import.meta.url).resolve('binaryen/package.json')), 'bin/wasm-opt')
  run(process.execPath, [wasmOpt, '-O3', ...FEATURES.map((name) => `--enable-${name}`), module, '-o', out])
}
console.log(`doorward.wasm: ${statSync(out).size} bytes`)
