// The public API of the core from rustdoc's JSON: a line for each item, by name and not as the source has them.
import { bounds, generics, named, signature, type } from './rust-types.js'

/** Of rustdoc's JSON; each release of Rust may have another one. */
export const FORMAT = 57

const prefix = ({ attrs = [] }) => (attrs.includes('non_exhaustive') ? '#[non_exhaustive] ' : '')

function functionLine(item, path, doc) {
  const { sig, generics: general, header } = item.inner.function
  const { before, after } = generics(general, doc)
  const words = ['const', 'async', 'unsafe'].filter((word) => header[`is_${word}`]).map((word) => `${word} `)
  return `pub ${words.join('')}fn ${path}${before}${signature(sig, doc)}${after}`
}

/** Fields and variants, and whether there are some that nobody sees. */
function membersOf(ids, path, doc) {
  return ids
    .filter((id) => id !== null)
    .flatMap((id) => {
      const member = doc.index[id]
      if (member === undefined) return []
      const { struct_field: field, variant } = member.inner
      if (field) return [`pub ${path}.${member.name}: ${type(field, doc)}`]
      const own = `${path}::${member.name}`
      if (variant.kind === 'plain') return [`pub ${own}`]
      if (variant.kind.tuple) {
        const fields = variant.kind.tuple.map((each) =>
          each === null ? '_' : type(doc.index[each].inner.struct_field, doc),
        )
        return [`pub ${own}(${fields.join(', ')})`]
      }
      return [`pub ${own} { }`, ...membersOf(variant.kind.struct.fields, own, doc)]
    })
}

function implLines(id, path, doc) {
  const item = doc.index[id]
  if (item === undefined) return []
  const { trait, for: of, items, is_synthetic: made, blanket_impl: blanket, generics: general } = item.inner.impl
  if (made || blanket) return []
  if (trait) {
    // Made by derive(PartialEq), for the compiler alone.
    if (trait.path.endsWith('StructuralPartialEq')) return []
    const { before, after } = generics(general, doc)
    return [`impl${before} ${named(trait, doc)} for ${type(of, doc)}${after}`]
  }
  return items.flatMap((each) => associated(doc.index[each], path, doc))
}

function associated(item, path, doc) {
  if (item === undefined) return []
  const own = `${path}::${item.name}`
  const { function: fn, assoc_const: constant, assoc_type: assoc } = item.inner
  if (fn) return [functionLine(item, own, doc)]
  if (constant) return [`pub const ${own}: ${type(constant.type, doc)}`]
  return [
    `pub type ${own}${assoc.bounds.length > 0 ? `: ${bounds(assoc.bounds, doc)}` : ''}${assoc.type ? ` = ${type(assoc.type, doc)}` : ''}`,
  ]
}

const LINES = {
  module: ({ inner: { module } }, path, doc) => [`pub mod ${path}`, ...itemsOf(module, path, doc)],
  function: (item, path, doc) => [functionLine(item, path, doc)],
  constant: ({ inner: { constant } }, path, doc) => [
    `pub const ${path}: ${type(constant.type, doc)} = ${constant.const.value ?? '_'}`,
  ],
  static: ({ inner: { static: of } }, path, doc) => [`pub static ${path}: ${type(of.type, doc)}`],
  type_alias: ({ inner: { type_alias: alias } }, path, doc) => [
    `pub type ${path}${generics(alias.generics, doc).before} = ${type(alias.type, doc)}`,
  ],
  macro: (_, path) => [`pub macro ${path}!`],
  struct: (item, path, doc) => {
    const { kind, generics: general, impls } = item.inner.struct
    const { before, after } = generics(general, doc)
    const fields = kind.plain?.fields ?? kind.tuple ?? []
    return [
      `${prefix(item)}pub struct ${path}${before}${after}`,
      ...sorted([...membersOf(fields, path, doc), ...impls.flatMap((id) => implLines(id, path, doc))]),
    ]
  },
  enum: (item, path, doc) => {
    const { variants, generics: general, impls } = item.inner.enum
    const { before, after } = generics(general, doc)
    return [
      `${prefix(item)}pub enum ${path}${before}${after}`,
      ...sorted([...membersOf(variants, path, doc), ...impls.flatMap((id) => implLines(id, path, doc))]),
    ]
  },
  trait: (item, path, doc) => {
    const { generics: general, bounds: required, items } = item.inner.trait
    const { before, after } = generics(general, doc)
    const needs = required.length > 0 ? `: ${bounds(required, doc)}` : ''
    return [
      `pub trait ${path}${before}${needs}${after}`,
      ...sorted(items.flatMap((id) => associated(doc.index[id], path, doc))),
    ]
  },
}

const sorted = (all) => [...all].sort((one, other) => (one < other ? -1 : 1))

/** What a module offers, by name. */
function itemsOf({ items }, path, doc) {
  const nameOf = (id) => doc.index[id]?.inner.use?.name ?? doc.index[id]?.name ?? ''
  return [...items].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1)).flatMap((id) => lines(id, path, doc))
}

function lines(id, within, doc) {
  const item = doc.index[id]
  if (item === undefined) return []
  if (item.inner.use) {
    const { name, id: of, is_glob: glob, source } = item.inner.use
    if (glob) return itemsOf(doc.index[of].inner.module, within, doc)
    // Of another crate: it is not described here.
    if (doc.index[of] === undefined) return [`pub use ${within}::${name} = ${source}`]
    return described(doc.index[of], `${within}::${name}`, doc)
  }
  return item.visibility === 'public' ? described(item, `${within}::${item.name}`, doc) : []
}

function described(item, path, doc) {
  const [kind] = Object.keys(item.inner)
  const render = LINES[kind]
  if (render === undefined) throw new Error(`rustdoc has a new kind of item: ${kind} ${path}`)
  return render(item, path, doc)
}

/** What a crate offers, as text. */
export function printed(doc) {
  if (doc.format_version !== FORMAT) {
    throw new Error(`rustdoc's JSON has format ${doc.format_version}, and tools/api/rust.js reads ${FORMAT}`)
  }
  const root = doc.index[doc.root]
  return `${itemsOf(root.inner.module, root.name, doc).join('\n')}\n`
}
