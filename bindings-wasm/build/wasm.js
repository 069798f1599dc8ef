// Compiles the crate, generates its glue, optimizes the module: once with every signature check in it, once
// with those of public keys left to WebCrypto. WASM_OPT=0 skips the last step.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const WORKSPACE = join(PACKAGE, '..')
const TARGET = 'wasm32-unknown-unknown'
const MODULES = [
  { file: 'doorward.wasm', folder: '.', profile: 'wasm', feature: 'rust_crypto' },
  { file: 'doorward-webcrypto.wasm', folder: 'webcrypto', profile: 'wasm-small', feature: 'host_signatures' },
]

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

function make({ file, folder, profile, feature }) {
  const only = ['--no-default-features', '--features', feature]
  run('cargo', ['build', '--quiet', '-p', 'doorward-wasm', '--target', TARGET, '--profile', profile, ...only])
  const built = join(target, TARGET, profile)
  const generated = join(built, 'glue')
  run('cargo', ['run', '--quiet', '-p', 'doorward-wasm-glue', '--', join(built, 'doorward_wasm.wasm'), generated])

  const glue = join(PACKAGE, 'ts/glue', folder)
  const out = join(PACKAGE, 'dist/esm/glue', folder, file)
  for (const made of [glue, dirname(out)]) mkdirSync(made, { recursive: true })
  copyFileSync(join(generated, 'doorward_wasm_bg.js'), join(glue, 'doorward_wasm_bg.js'))
  const module = join(generated, 'doorward_wasm_bg.wasm')
  if (process.env.WASM_OPT === '0') {
    copyFileSync(module, out)
  } else {
    const wasmOpt = join(dirname(createRequire(import.meta.url).resolve('binaryen/package.json')), 'bin/wasm-opt')
    run(process.execPath, [wasmOpt, '-O3', ...FEATURES.map((name) => `--enable-${name}`), module, '-o', out])
  }
  const bytes = readFileSync(out)
  console.log(`${file}: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} with gzip`)
}

for (const module of MODULES) make(module)
