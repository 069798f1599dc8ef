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

const BINARYEN = join(dirname(createRequire(import.meta.url).resolve('binaryen/package.json')), 'bin')
const ENABLED = FEATURES.map((name) => `--enable-${name}`)

/** `passes`: the names of wasm-opt, such as `-O3`. */
export function optimize(module, out, passes) {
  const wasmOpt = join(BINARYEN, 'wasm-opt')
  execFileSync(process.execPath, [wasmOpt, ...passes, ...ENABLED, module, '-o', out], { stdio: 'inherit' })
}

/** Every number in the code that may be an address, or hold two or four of them. */
export function numbersIn(module) {
  const text = execFileSync(process.execPath, [join(BINARYEN, 'wasm-dis'), ...ENABLED, module], {
    maxBuffer: 1 << 30,
  }).toString()
  const found = []
  for (const [, number] of text.matchAll(/(?:i32\.const |offset=)(-?\d+)/g)) found.push(Number(number), -number)
  for (const [, number] of text.matchAll(/i64\.const (-?\d+)/g)) {
    const bits = BigInt.asUintN(64, BigInt(number))
    found.push(Number(bits & 0xffffffffn), Number(bits >> 32n))
  }
  for (const [, numbers] of text.matchAll(/v128\.const i32x4((?: 0x[\da-f]+)+)/g)) {
    found.push(...numbers.trim().split(' ').map(Number))
  }
  return found
}

const [, script, module, out, ...passes] = process.argv
if (script === fileURLToPath(import.meta.url)) optimize(module, out, passes)
