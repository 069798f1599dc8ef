// Runs one path under callgrind and counts the instructions by their origin.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// These calls come first and do everything that happens once. Their cost is subtracted.
const BEFORE = 20
const CALLS = 200

const ALLOCATING = new Set(['malloc', 'calloc', 'realloc', 'posix_memalign', 'aligned_alloc'])

/** Per decision: instructions in Rust code, elsewhere (AWS-LC, libc, vector code), and allocations. */
export function count(program, folder, path) {
  const empty = run(program, folder, path, BEFORE)
  const full = run(program, folder, path, BEFORE + CALLS)
  const each = (name) => Math.round((full[name] - empty[name]) / CALLS)
  return { instructions: each('rust'), elsewhere: each('elsewhere'), allocations: each('allocations') }
}

function run(program, folder, path, times) {
  const scratch = mkdtempSync(join(tmpdir(), 'doorward-callgrind-'))
  try {
    const out = join(scratch, 'out')
    const options = ['--tool=callgrind', '--quiet', `--callgrind-out-file=${out}`]
    execFileSync('valgrind', [...options, program, folder, path, String(times)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    return sums(readFileSync(out, 'utf8'))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

// The version of valgrind decides whether names are mangled. C and assembler have neither form.
const isRust = (name) => name.includes('::') || name.startsWith('_R') || name.startsWith('_ZN')
// Rust code that the processor chooses, like the code of AWS-LC.
const VECTORS = /base64_simd|vsimd|memchr\d*(::arch|4arch)/
const isCounted = (name) => isRust(name) && !VECTORS.test(name)

/** Sums the instructions of each function itself. The format: valgrind manual, "Callgrind Format Specification". */
export function sums(text) {
  const names = new Map()
  const named = (reference) => {
    const [, id, name] = /^\((\d+)\)(?: (.*))?$/.exec(reference) ?? [undefined, reference, reference]
    if (name !== undefined) names.set(id, name)
    return names.get(id) ?? ''
  }
  const sum = { rust: 0, elsewhere: 0, allocations: 0 }
  let rust = false
  let callee = ''
  let inCall = false
  for (const line of text.split('\n')) {
    if (line.startsWith('fn=')) rust = isCounted(named(line.slice(3)))
    else if (line.startsWith('cfn=')) callee = named(line.slice(4))
    else if (line.startsWith('calls=')) {
      inCall = true
      if (rust && ALLOCATING.has(callee)) sum.allocations += Number.parseInt(line.slice(6), 10)
    } else if (/^[+\-*\d]/.test(line)) {
      // The line after `calls=` counts the callee with its callees, which have lines of their own.
      if (!inCall) sum[rust ? 'rust' : 'elsewhere'] += Number(line.split(' ')[1] ?? 0)
      inCall = false
    }
  }
  return sum
}
