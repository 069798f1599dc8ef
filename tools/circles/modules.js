// The modules of one crate: which file holds each, what it defines, what it takes from elsewhere.
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

import { closed, tokens } from './tokens.js'

const DEFINES = new Set(['fn', 'struct', 'enum', 'trait', 'type', 'const', 'static', 'union', 'macro_rules'])

/** One module, and the tree below it. `paths`: what its code names elsewhere, as written. */
class Module {
  children = new Map()
  defined = new Set()
  /** By the name it has here: what a `use` brings in. */
  imported = new Map()
  /** Modules of which everything is brought in. */
  globs = []
  paths = []
  names = new Set()

  constructor(name, parent, file) {
    Object.assign(this, { name, parent, file })
  }

  get root() {
    return this.parent?.root ?? this
  }

  /** Itself and all below. */
  all() {
    return [this, ...[...this.children.values()].flatMap((child) => child.all())]
  }
}

/** `a::{b, c as d, e::*}` from `at` on: `add` hears of each leaf; returns the index after it. */
function useTree(all, from, prefix, add) {
  let at = from
  const path = [...prefix]
  for (; at < all.length; at += 1) {
    const { text, name, line } = all[at]
    if (text === '{') {
      at += 1
      while (all[at].text !== '}') {
        at = useTree(all, at, path, add)
        if (all[at].text === ',') at += 1
      }
      return at + 1
    }
    if (text === '*') {
      add({ path, line, glob: true })
      return at + 1
    }
    if (text === 'as') {
      add({ path, line, as: all[at + 1].text })
      return at + 2
    }
    if (name) path.push(text)
    else if (text !== '::') break
  }
  // `a::{self}` is `a`.
  const own = path.at(-1) === 'self' && path.length > 1 ? path.slice(0, -1) : path
  add({ path: own, line: all[at - 1].line, as: own.at(-1) })
  return at
}

function moduleFile(file, name) {
  const folder = ['mod.rs', 'lib.rs', 'main.rs'].includes(basename(file)) ? dirname(file) : file.replace(/\.rs$/, '')
  return [join(folder, `${name}.rs`), join(folder, name, 'mod.rs')].find((path) => existsSync(path))
}

/** `pub`, `pub(crate)`: whether the item that begins at `at` is handed on. */
function handedOn(all, at) {
  const before = all[at - 1]?.text
  return before === 'pub' || (before === ')' && ['crate', 'super', 'self', 'in'].includes(all[at - 2]?.text))
}

function readUse(module, all, at) {
  const reexport = handedOn(all, at)
  return useTree(all, all[at + 1].text === '::' ? at + 2 : at + 1, [], ({ path, line, as, glob }) => {
    if (glob) module.globs.push({ path, line, reexport })
    else module.imported.set(as, { path, line, reexport })
  })
}

/** A path in code, `a::b::c`; the index after it. */
function readPath(module, all, from) {
  const path = [all[from].text]
  let at = from + 1
  while (all[at]?.text === '::' && all[at + 1]?.name) {
    path.push(all[at + 1].text)
    at += 2
  }
  module.names.add(path[0])
  if (path.length > 1) module.paths.push({ path, line: all[from].line })
  return at
}

function read(module, all, testModules, depth0 = 0) {
  let depth = depth0
  for (let at = 0; at < all.length; ) {
    const { text, name } = all[at]
    if (text === '{') depth += 1
    else if (text === '}') depth -= 1
    const next = all[at + 1]
    if (text === 'use' && all[at - 1]?.text !== '+') {
      at = readUse(module, all, at)
    } else if (text === 'mod' && next?.name && ['{', ';'].includes(all[at + 2]?.text)) {
      at = readModule(module, all, at, testModules)
    } else if (depth === 0 && DEFINES.has(text) && (next?.name || next?.text === '!')) {
      // `const fn`, `macro_rules! name`.
      const named = next.text === '!' ? all[at + 2] : next
      if (!DEFINES.has(named.text)) module.defined.add(named.text)
      at += 1
    } else if (name) {
      at = all[at - 1]?.text === '.' ? at + 1 : readPath(module, all, at)
    } else {
      at += 1
    }
  }
}

function readModule(parent, all, at, testModules) {
  const name = all[at + 1].text
  if (all[at + 2].text === '{') {
    const end = closed(all, at + 2)
    const child = new Module(name, parent, parent.file)
    parent.children.set(name, child)
    read(child, all.slice(at + 3, end - 1), testModules)
    return end
  }
  const file = moduleFile(parent.file, name)
  if (file !== undefined && !file.endsWith('_tests.rs')) parent.children.set(name, readFile(file, name, parent))
  return at + 3
}

function readFile(file, name, parent) {
  const module = new Module(name, parent, file)
  const { tokens: all, testModules } = tokens(readFileSync(file, 'utf8'))
  read(module, all, testModules)
  return module
}

/** The crate whose root file this is. */
export const readCrate = (file) => readFile(file, 'crate', undefined)
