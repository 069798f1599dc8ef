// Compiles the crate, generates its glue, optimizes the module: once with every signature check in it, once
// with those of public keys left to WebCrypto. WASM_OPT=0 skips the last step.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { optimize } from './optimize.js'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const WORKSPACE = join(PACKAGE, '..')
const TARGET = 'wasm32-unknown-unknown'
// Every runtime has SIMD, Safari since 16.4 (2023). It makes base64url and hashes faster and smaller.
const SIMD = ['-Ctarget-feature=+simd128']
// SHA-2 with loops in place of eighty unrolled rounds: three kilobytes less, and an HMAC takes longer.
const COMPACT = ['--cfg', 'sha2_backend="soft"', '--cfg', 'sha2_backend_soft="compact"']
// Functions with one caller are not inlined, because more locals of one function take more bytes to name.
const SMALL = ['-Oz', '--converge', '--one-caller-inline-max-function-size=0']
const MODULES = [
  { file: 'doorward.wasm', folder: '.', profile: 'wasm', feature: 'rust_crypto', flags: SIMD, optimized: ['-O3'] },
  {
    file: 'doorward-webcrypto.wasm',
    folder: 'webcrypto',
    profile: 'wasm-small',
    feature: 'host_signatures',
    flags: [...SIMD, ...COMPACT],
    optimized: SMALL,
  },
]

const run = (command, args, env = {}) =>
  execFileSync(command, args, {
    cwd: WORKSPACE,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })

const { target_directory: target } = JSON.parse(
  execFileSync('cargo', ['metadata', '--format-version', '1', '--no-deps'], { cwd: WORKSPACE, maxBuffer: 1 << 26 }),
)

// The messages of panics name files. The paths of this machine must not stand in the module.
const CARGO_HOME = process.env.CARGO_HOME ?? join(homedir(), '.cargo')
const PLACES = readdirSync(join(CARGO_HOME, 'registry/src'))
  .map((registry) => `--remap-path-prefix=${join(CARGO_HOME, 'registry/src', registry)}=.`)
  .concat(`--remap-path-prefix=${WORKSPACE}=.`)

function make({ file, folder, profile, feature, flags, optimized }) {
  const only = ['--no-default-features', '--features', feature]
  run('cargo', ['build', '--quiet', '-p', 'doorward-wasm', '--target', TARGET, '--profile', profile, ...only], {
    CARGO_ENCODED_RUSTFLAGS: [...PLACES, ...flags].join('\x1f'),
  })
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
    optimize(module, out, optimized)
  }
  const bytes = readFileSync(out)
  console.log(`${file}: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} with gzip`)
}

for (const module of MODULES) make(module)
