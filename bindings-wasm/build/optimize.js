// Runs wasm-opt with the features that a module may use. By hand: node optimize.js in.wasm out.wasm -O3
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// The features that rustc turns on for this target, and SIMD. Every current runtime has them.
const FEATURES = [
  'bulk-memory',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
  'simd',
]

const WASM_OPT = join(dirname(createRequire(import.meta.url).resolve('binaryen/package.json')), 'bin/wasm-opt')

/** `passes`: the names of wasm-opt, such as `-O3`. */
export function optimize(module, out, passes) {
  const features = FEATURES.map((name) => `--enable-${name}`)
  execFileSync(process.execPath, [WASM_OPT, ...passes, ...features, module, '-o', out], { stdio: 'inherit' })
}

const [, script, module, out, ...passes] = process.argv
if (script === fileURLToPath(import.meta.url)) optimize(module, out, passes)
