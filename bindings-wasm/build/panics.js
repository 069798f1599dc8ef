// A panic in wasm is a trap: nobody reads its message, because there is no output to write it to. So what only
// panics use is left out: the texts, the places in the source, and whatever formats them.
import { linked, rewritten } from './module.js'

/** Functions of Rust's libraries that never return, by their mangled names. */
const NEVER_RETURNS = new RegExp(
  [
    '4core9panicking',
    '3std9panicking',
    '13unwrap_failed',
    '13expect_failed',
    '13assert_failed',
    '16slice_error_fail',
    '19slice_error_fail_rt',
    '16slice_index_fail',
    '17len_mismatch_fail',
    '17capacity_overflow',
    '7raw_vec12handle_error',
    '18handle_alloc_error',
    '22panic_already_borrowed',
    '30panic_already_mutably_borrowed',
    '14panic_poisoned',
    '10rust_panic',
    'rust_begin_unwind',
    '__rust_alloc_error_handler',
  ].join('|'),
)
const traps = (name) => NEVER_RETURNS.test(name)

/** Exports that the generator of the glue runs, and then removes. */
const DESCRIBES = /^__wbindgen_describe/

/** The module with traps in place of panics. */
export const withTraps = (glued) => rewritten(glued, { traps, unused: () => false, empty: [] })

/**
 * The same without the functions in tables and the data that nothing reaches any more. `compiled` has the references,
 * `constants` are the numbers in the code of the optimized module with traps.
 */
export function withoutUnreached(glued, compiled, constants) {
  const module = linked(compiled)
  const { functions, unreached } = reached(module, constants)
  const unused = new Set([...module.names].filter(([index]) => !functions.has(index)).map(([, name]) => name))
  return rewritten(glued, { traps, unused: (name) => unused.has(name), empty: unreached })
}

/**
 * What can be reached from the exports. A reference to data counts only while the optimized code still has a
 * number within that data, because the arguments of panics are gone from it.
 */
function reached({ names, imported, exported, bodies, segments, symbols, fromCode, fromData }, constants) {
  const pieces = apart(symbols)
  const pieceAt = owners(pieces.map((piece) => [piece.address, piece]))
  const segmentAt = owners(segments.map((segment) => [segment.at, segment]))
  const ofFunctions = grouped(fromCode, owners(bodies.map(({ at }, index) => [at, index + imported])))
  const ofData = grouped(fromData, (at) => pieceAt(at - segmentAt(at).at + segmentAt(at).address))
  const mentioned = within(constants)
  const [functions, data] = [new Set(), new Set()]
  const waiting = exported.filter(({ name }) => !DESCRIBES.test(name)).map(({ index }) => index)
  while (waiting.length > 0) {
    const next = waiting.pop()
    const isData = typeof next === 'object'
    const seen = isData ? data : functions
    if (seen.has(next)) continue
    seen.add(next)
    if (!isData && traps(names.get(next) ?? '')) continue
    for (const { index, addend } of (isData ? ofData : ofFunctions).get(next) ?? []) {
      const symbol = symbols[index]
      if (symbol.function !== undefined) waiting.push(symbol.function)
      else if (symbol.size > 0 && (isData || mentioned(symbol, addend))) waiting.push(pieceAt(symbol.address))
    }
  }
  return { functions, unreached: pieces.filter((piece) => !data.has(piece)) }
}

/** The data, in pieces that share no byte: several symbols may stand for one, or for a part of it. */
function apart(symbols) {
  const pieces = []
  const sorted = symbols.filter(({ size }) => size > 0).toSorted((one, other) => one.address - other.address)
  for (const { address, size } of sorted) {
    const last = pieces.at(-1)
    if (last && address < last.address + last.size) last.size = Math.max(last.size, address + size - last.address)
    else pieces.push({ address, size })
  }
  return pieces
}

function grouped(references, ownerOf) {
  const groups = new Map()
  for (const reference of references) {
    const owner = ownerOf(reference.at)
    if (!groups.has(owner)) groups.set(owner, [])
    groups.get(owner).push(reference)
  }
  return groups
}

/** Of `[start, owner]` the owner of the last start that is not beyond a place. */
function owners(starts) {
  const sorted = starts.toSorted(([one], [other]) => one - other)
  const from = sorted.map(([start]) => start)
  return (place) => sorted[firstAbove(from, place) - 1]?.[1]
}

/** Where in sorted numbers the first one above `value` is. */
function firstAbove(sorted, value) {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] <= value) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether code still has a number within some data. */
function within(constants) {
  const sorted = Float64Array.from(new Set(constants)).toSorted()
  return ({ address, size }, addend) => {
    // A place at the end or beyond may be one to count from.
    if (addend < 0 || addend >= size) return true
    return sorted[firstAbove(sorted, address - 1)] < address + size
  }
}
