// Compiles the crate, generates its glue, optimizes the module: once with every signature check in it, once
// with those of public keys left to WebCrypto.
//
//   node build/wasm.js [--profile=quick]    compiled by that profile of Cargo.toml, and not optimized further
//                      [--one]              the first module alone, which then stands for both
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

import { numbersIn, optimize } from './optimize.js'
import { withoutUnreached, withTraps } from './panics.js'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const { values: asked } = parseArgs({ options: { profile: { type: 'string' }, one: { type: 'boolean' } } })
const TARGET = 'wasm32-unknown-unknown'
// Every runtime has SIMD, Safari since 16.4 (2023). It makes base64url and hashes faster and smaller.
const SIMD = ['-Ctarget-feature=+simd128']
// SHA-2 with loops in place of eighty unrolled rounds: three kilobytes less, and an HMAC takes longer.
const COMPACT = ['--cfg', 'sha2_backend="soft"', '--cfg', 'sha2_backend_soft="compact"']
// Functions with one caller are not inlined, because more locals of one function take more bytes to name.
const SMALL = ['-Oz', '--converge', '--one-caller-inline-max-function-size=0']
// Says who refers to what; see panics.js.
const REFERENCES = ['-Clink-arg=--emit-relocs']
// Where all crates come together only what is tiny is inlined; within each crate it was done before.
const TINY_INLINED = ['-Cllvm-args=-inline-threshold=15', '-Cllvm-args=-inlinehint-threshold=15']
const MODULES = [
  {
    file: 'doorward.wasm',
    folder: '.',
    profile: 'wasm',
    feature: 'rust_crypto',
    flags: SIMD,
    late: TINY_INLINED,
    optimized: ['-O3'],
  },
  {
    file: 'doorward-webcrypto.wasm',
    folder: 'webcrypto',
    profile: 'wasm-small',
    feature: 'host_signatures',
    flags: [...SIMD, ...COMPACT],
    optimized: SMALL,
  },
]

// The best quality takes seconds. Builds that somebody waits for do without it.
const QUICK_QUALITY = 4

const run = (command, args, env = {}) =>
  execFileSync(command, args, {
    cwd: PACKAGE,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })

const { target_directory: target, workspace_root: workspace } = JSON.parse(
  execFileSync('cargo', ['metadata', '--format-version', '1', '--no-deps'], { cwd: PACKAGE, maxBuffer: 1 << 26 }),
)

// The messages of panics name files. The paths of this machine must not stand in the module.
const CARGO_HOME = process.env.CARGO_HOME ?? join(homedir(), '.cargo')
// Cargo makes this folder when it first fetches.
run('cargo', ['fetch', '--quiet', '--locked', '--target', TARGET])
const PLACES = readdirSync(join(CARGO_HOME, 'registry/src'))
  .map((registry) => `--remap-path-prefix=${join(CARGO_HOME, 'registry/src', registry)}=.`)
  .concat(`--remap-path-prefix=${workspace}=.`)

/** Where the glue of a module and the module itself go. */
function placed({ file, folder }) {
  const [glue, dist] = [join(PACKAGE, 'ts/glue', folder), join(PACKAGE, 'dist/esm/glue', folder)]
  for (const made of [glue, dist]) mkdirSync(made, { recursive: true })
  return { glue: join(glue, 'doorward_wasm_bg.js'), module: join(dist, file) }
}

function make({ file, folder, profile: published, feature, flags, late = [], optimized }) {
  const profile = asked.profile ?? published
  const only = ['--no-default-features', '--features', feature]
  const last = asked.profile ? [] : ['--', ...REFERENCES, ...late]
  run(
    'cargo',
    ['rustc', '--quiet', '-p', 'doorward-wasm', '--target', TARGET, '--profile', profile, ...only, ...last],
    {
      // One set of flags in a profile: with another one cargo would compile everything again, each time.
      CARGO_ENCODED_RUSTFLAGS: [...PLACES, ...(asked.profile ? SIMD : flags)].join('\x1f'),
    },
  )
  const built = join(target, TARGET, profile)
  const generated = join(built, 'glue')
  const compiled = join(built, 'doorward_wasm.wasm')
  run('cargo', [
    'run',
    '--quiet',
    '-p',
    'doorward-wasm-glue',
    '--profile',
    asked.profile ?? 'dev',
    '--',
    compiled,
    generated,
  ])

  const { glue, module: out } = placed({ file, folder })
  copyFileSync(join(generated, 'doorward_wasm_bg.js'), glue)
  const module = join(generated, 'doorward_wasm_bg.wasm')
  if (asked.profile === undefined) shrink({ module, compiled, out, passes: optimized })
  else copyFileSync(module, out)
  const bytes = readFileSync(out)
  console.log(`${file}: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} with gzip`)
  if (folder === '.') inline(bytes)
}

/** Optimizes a module twice: what panics alone used shows once they are gone. */
function shrink({ module, compiled, out, passes }) {
  const glued = readFileSync(module)
  writeFileSync(module, withTraps(glued))
  optimize(module, out, passes)
  writeFileSync(module, withoutUnreached(glued, readFileSync(compiled), numbersIn(out)))
  optimize(module, out, passes)
}

/**
 * Writes the module as text for Node, where bundlers take JavaScript and no files. As base64 of brotli it is half as long as
 * the module, and Node reads it in two milliseconds. The small module has no such text: its place is the edge.
 */
function inline(bytes) {
  const quality = asked.profile === undefined ? constants.BROTLI_MAX_QUALITY : QUICK_QUALITY
  const text = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).toString('base64')
  // Without the type the declarations would repeat the text.
  writeFileSync(
    join(PACKAGE, 'ts/glue/doorward_wasm_text.js'),
    `/** @type {string} */\nexport const text = '${text}'\n`,
  )
}

/** The first module under the second one's name. */
function standIn() {
  const [first, second] = MODULES.map(placed)
  copyFileSync(first.glue, second.glue)
  copyFileSync(first.module, second.module)
}

for (const module of MODULES.slice(0, asked.one ? 1 : undefined)) make(module)
if (asked.one) standIn()
