// Reads a wasm module as wasm-ld wrote it: sections, names, and with `--emit-relocs` who refers to what.
// https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md

const CUSTOM = 0
const IMPORT = 2
const EXPORT = 7
const ELEMENT = 9
const CODE = 10
const DATA = 11
const HEADER_BYTES = 8
const FUNCTION_NAMES = 1
const SYMBOL_TABLE = 8
const I32_CONST = 0x41

/** Where in a module something is read. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes
    this.at = at
  }
  get more() {
    return this.at < this.bytes.length
  }
  byte() {
    return this.bytes[this.at++]
  }
  /** LEB128 without a sign. */
  number() {
    let [value, scale] = [0, 1]
    for (;;) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 128
    }
  }
  /** LEB128 with a sign. */
  signed() {
    let [value, scale] = [0, 1]
    for (;;) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      scale *= 128
      if (byte < 0x80) return byte & 0x40 ? value - scale : value
    }
  }
  take(length) {
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }
  text() {
    return this.take(this.number()).toString()
  }
  list(read) {
    return Array.from({ length: this.number() }, read)
  }
}

/** LEB128 without a sign. */
function number(value) {
  const bytes = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest]
    bytes.push((rest & 0x7f) | 0x80)
  }
}

/** The sections in order; a custom one has a name, and its content comes after it. */
function sections(module) {
  const reader = new Reader(module, HEADER_BYTES)
  const all = []
  while (reader.more) {
    const id = reader.byte()
    const content = new Reader(reader.take(reader.number()))
    const name = id === CUSTOM ? content.text() : undefined
    all.push({ id, name, bytes: content.bytes, rest: content.bytes.subarray(content.at) })
  }
  return all
}

const contentOf = (all, id) => new Reader(all.find((section) => section.id === id).bytes)
const customOf = (all, name) => new Reader(all.find((section) => section.name === name).rest)

function importedFunctions(all) {
  const reader = contentOf(all, IMPORT)
  const limits = () => (reader.byte() & 1 ? reader.number() + reader.number() : reader.number())
  const skip = [() => reader.number(), () => reader.byte() + limits(), limits, () => reader.take(2)]
  const kinds = reader.list(() => {
    reader.text()
    reader.text()
    const kind = reader.byte()
    skip[kind]()
    return kind
  })
  return kinds.filter((kind) => kind === 0).length
}

/** Index and name of each function. */
function functionNames(all) {
  const reader = customOf(all, 'name')
  while (reader.more) {
    const [kind, bytes] = [reader.byte(), reader.take(reader.number())]
    const names = new Reader(bytes)
    if (kind === FUNCTION_NAMES) return new Map(names.list(() => [names.number(), names.text()]))
  }
  throw new Error('the module names no functions')
}

function exportedFunctions(all) {
  const reader = contentOf(all, EXPORT)
  const exported = reader.list(() => ({ name: reader.text(), kind: reader.byte(), index: reader.number() }))
  return exported.filter(({ kind }) => kind === 0)
}

/** Where each function's body begins in its section, and what it is. */
function bodies(all) {
  const reader = contentOf(all, CODE)
  return reader.list(() => {
    const length = reader.number()
    return { at: reader.at, bytes: reader.take(length) }
  })
}

function offset(reader) {
  if (reader.byte() !== 0 || reader.byte() !== I32_CONST) throw new Error('a segment is not at a fixed place')
  const place = reader.signed()
  reader.byte()
  return place
}

/** The segments of data: where in the section, and where in memory. */
function segments(all) {
  const reader = contentOf(all, DATA)
  return reader.list(() => {
    const address = offset(reader)
    const length = reader.number()
    reader.take(length)
    return { address, at: reader.at - length, length }
  })
}

/** What names of the linker stand for: `function`, or an address and a size; nothing for other kinds. */
function symbols(all, placed) {
  const reader = customOf(all, 'linking')
  reader.number()
  while (reader.more) {
    const [kind, bytes] = [reader.byte(), reader.take(reader.number())]
    const table = new Reader(bytes)
    if (kind === SYMBOL_TABLE) return table.list(() => symbol(table, placed))
  }
  throw new Error('the module has no symbols: link it with --emit-relocs')
}

const [OF_FUNCTION, OF_DATA, OF_SECTION] = [0, 1, 3]
const [UNDEFINED, NAMED] = [0x10, 0x40]

function symbol(table, placed) {
  const [kind, flags] = [table.byte(), table.number()]
  if (kind === OF_SECTION) return { section: table.number() }
  if (kind !== OF_DATA) {
    const index = table.number()
    if (!(flags & UNDEFINED) || flags & NAMED) table.text()
    return kind === OF_FUNCTION ? { function: index } : {}
  }
  table.text()
  if (flags & UNDEFINED) return {}
  const [segment, start, size] = [table.number(), table.number(), table.number()]
  // What begins as zeros has no segment.
  return placed[segment] ? { address: placed[segment].address + start, size } : {}
}

// Kinds of references; the first ones have no addend.
const TO_FUNCTION = new Set([0, 1, 2, 12])
const TO_DATA = new Set([3, 4, 5])
const WITH_ADDEND = new Set([3, 4, 5, 8, 9, 11, 14, 15, 16, 17])

/** The references of a section: where in it, to which symbol, how far beyond its start. */
function references(all, name) {
  const reader = customOf(all, `reloc.${name}`)
  reader.number()
  const found = reader.list(() => {
    const kind = reader.byte()
    const [at, index] = [reader.number(), reader.number()]
    return { kind, at, index, addend: WITH_ADDEND.has(kind) ? reader.signed() : 0 }
  })
  return found.filter(({ kind }) => TO_FUNCTION.has(kind) || TO_DATA.has(kind))
}

/** A module with its own references. */
export function linked(module) {
  const all = sections(module)
  const placed = segments(all)
  return {
    names: functionNames(all),
    imported: importedFunctions(all),
    exported: exportedFunctions(all),
    bodies: bodies(all),
    segments: placed,
    symbols: symbols(all, placed),
    fromCode: references(all, 'CODE'),
    fromData: references(all, 'DATA'),
  }
}

const TRAP = Buffer.from([0, 0x00, 0x0b])

/**
 * The module without what tells of its references; the functions that `traps` names do nothing but trap, tables
 * have one of these in the place of each function that `unused` names, and these places in memory are empty.
 */
export function rewritten(module, { traps, unused, empty }) {
  const all = sections(module)
  const [names, imported] = [functionNames(all), importedFunctions(all)]
  const trap = [...names].find(([, name]) => traps(name))[0]
  const content = {
    [CODE]: () => {
      const made = bodies(all).map(({ bytes }, at) => (traps(names.get(at + imported) ?? '') ? TRAP : bytes))
      return [Buffer.from(number(made.length)), ...made.flatMap((body) => [Buffer.from(number(body.length)), body])]
    },
    [ELEMENT]: (bytes) => elements(bytes, (index) => (unused(names.get(index)) ? trap : index)),
    [DATA]: (bytes) => [emptied(bytes, segments(all), empty)],
  }
  const parts = all
    .filter(({ name }) => name !== 'linking' && !name?.startsWith('reloc.'))
    .flatMap(({ id, bytes }) => {
      const made = Buffer.concat(content[id]?.(bytes) ?? [bytes])
      return [Buffer.from([id, ...number(made.length)]), made]
    })
  return Buffer.concat([module.subarray(0, HEADER_BYTES), ...parts])
}

/** The first table's functions, each put through `instead`. Other segments stay. */
function elements(bytes, instead) {
  const reader = new Reader(bytes)
  reader.number()
  offset(reader)
  const before = bytes.subarray(0, reader.at)
  const functions = reader.list(() => number(instead(reader.number())))
  return [before, Buffer.from([...number(functions.length), ...functions.flat()]), bytes.subarray(reader.at)]
}

function emptied(bytes, placed, empty) {
  const made = Buffer.from(bytes)
  for (const { address, size } of empty) {
    const segment = placed.find((one) => one.address <= address && address + size <= one.address + one.length)
    if (segment) made.fill(0, segment.at + address - segment.address, segment.at + address - segment.address + size)
  }
  return made
}
