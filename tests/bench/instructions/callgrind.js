// Runs one path under callgrind and tells whose instructions they were.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Before these calls everything that happens once has happened; what they cost is taken off.
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
    return told(readFileSync(out, 'utf8'))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

// Names are mangled or demangled, by valgrind's version. C and assembler have neither form.
const isRust = (name) => name.includes('::') || name.startsWith('_R') || name.startsWith('_ZN')
// Of Rust, but chosen by the processor as those are.
const VECTORS = /base64_simd|vsimd|memchr\d*(::arch|4arch)/
const isCounted = (name) => isRust(name) && !VECTORS.test(name)

/** Sums what each function did itself. The format: valgrind manual, "Callgrind Format Specification". */
export function told(text) {
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
      // The line after `calls=` is what the callee and its callees did: counted where they stand.
      if (!inCall) sum[rust ? 'rust' : 'elsewhere'] += Number(line.split(' ')[1] ?? 0)
      inCall = false
    }
  }
  return sum
}
