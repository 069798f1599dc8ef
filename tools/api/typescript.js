// The public declarations of an npm package: what its entries export, and what that is made of.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const COMMENT = /^[ \t]*\/\*\*[\s\S]*?\*\/\n/gm
const DECLARES = /^(?:export )?(?:declare )?(?:abstract )?(?:const|let|function|class|interface|type|enum) (\w+)/
const NAMES = /\{([^}]*)\}/
const FROM = / from '([^']+)'/

/** Without what is marked as internal: a comment, and the member or statement that follows it. */
function withoutInternals(text) {
  const kept = []
  const all = text.split('\n')
  for (let at = 0; at < all.length; at += 1) {
    const indent = /^ */.exec(all[at])[0]
    if (!all[at].startsWith(`${indent}/**`)) {
      kept.push(all[at])
      continue
    }
    const from = at
    while (!all[at].includes('*/')) at += 1
    const comment = all.slice(from, at + 1)
    if (!comment.some((line) => line.includes('@internal'))) {
      kept.push(...comment)
      continue
    }
    // The compiler closes a member, however long it is, on a line as far in as it began.
    do at += 1
    while (!(new RegExp(`^${indent}\\S`).test(all[at]) && /[;}]$/.test(all[at])))
  }
  return kept.join('\n')
}

/** The statements of a file as the compiler writes them: each begins at the left edge. */
function statements(text) {
  const found = []
  for (const line of withoutInternals(text).replace(COMMENT, '').split('\n')) {
    if (line === '' || /^ *#private;$/.test(line)) continue
    if (/^[^\s}\])]/.test(line)) found.push(line)
    else found[found.length - 1] += `\n${line}`
  }
  return found
}

/** `A, type B as C` as pairs of the name there and the name here. */
const pairs = (listed) =>
  listed
    .split(',')
    .map((each) => each.trim().replace(/^type /, ''))
    .filter((each) => each !== '')
    .map((each) => [each.split(' as ')[0], each.split(' as ').at(-1)])

function read(file) {
  const own = { file, declared: new Map(), imported: new Map(), exported: new Map(), all: [], global: [] }
  for (const statement of statements(readFileSync(file, 'utf8'))) {
    const from = FROM.exec(statement)?.[1]
    const listed = NAMES.exec(statement)?.[1]
    const name = DECLARES.exec(statement)?.[1]
    if (from !== undefined && statement.startsWith('import ')) {
      for (const [there, here] of pairs(listed ?? '')) own.imported.set(here, { from, name: there })
    } else if (from !== undefined && listed === undefined) {
      own.all.push(from)
    } else if (from !== undefined) {
      for (const [there, here] of pairs(listed)) own.exported.set(here, { from, name: there })
    } else if (name !== undefined) {
      own.declared.set(name, [...(own.declared.get(name) ?? []), statement])
      if (statement.startsWith('export ')) own.exported.set(name, { name })
    } else if (/^export (?:type )?\{/.test(statement)) {
      for (const [there, here] of pairs(listed)) own.exported.set(here, { name: there })
    } else if (statement.startsWith('declare global {')) {
      own.global.push(statement)
    } else if (!statement.startsWith('import ')) {
      throw new Error(`${file}: a form that tools/api/typescript.js does not know: ${statement}`)
    }
  }
  return own
}

class Declarations {
  #files = new Map()

  /** `packages`: folders of declarations by the name they are imported by. */
  constructor(packages) {
    this.packages = packages
  }

  file(path) {
    if (!this.#files.has(path)) this.#files.set(path, read(path))
    return this.#files.get(path)
  }

  /** The file a module's name leads to, or nothing where that is not ours. */
  #target(file, from) {
    const [name, ...rest] = from.split('/')
    const base = from.startsWith('.')
      ? join(dirname(file), from)
      : this.packages[name] && join(this.packages[name], ...rest)
    if (base === undefined) return undefined
    return [base.replace(/\.js$/, '.d.ts'), `${base}.d.ts`, join(base, 'index.d.ts')].find(
      (path) => existsSync(path) && path.endsWith('.d.ts'),
    )
  }

  /** Where an exported name is declared. */
  exported(path, name) {
    const own = this.file(path)
    const found = own.exported.get(name)
    if (found?.from !== undefined) return this.#from(path, found)
    if (found !== undefined) return this.local(path, found.name)
    for (const from of own.all) {
      const target = this.#target(path, from)
      const there = target && this.exported(target, name)
      if (there) return there
    }
    return undefined
  }

  /** Where a name is declared that a file uses. */
  local(path, name) {
    const own = this.file(path)
    if (own.declared.has(name)) return { path, name }
    const imported = own.imported.get(name)
    return imported && this.#from(path, imported)
  }

  #from(path, { from, name }) {
    const target = this.#target(path, from)
    return target && this.exported(target, name)
  }

  names(path) {
    const own = this.file(path)
    const passedOn = own.all.flatMap((from) => {
      const target = this.#target(path, from)
      return target ? this.names(target) : []
    })
    return [...new Set([...own.exported.keys(), ...passedOn])].sort()
  }
}

/** As text. `entries`: the file of each by the name it is imported by. */
export function printed(entries, packages) {
  const all = new Declarations(packages)
  const text = []
  const done = new Set()
  const queue = []
  const print = ({ path, name }) => {
    if (done.has(`${path} ${name}`)) return
    done.add(`${path} ${name}`)
    const found = all.file(path).declared.get(name)
    text.push(...found)
    for (const [used] of found.join('\n').matchAll(/[A-Za-z_]\w*/g)) {
      const where = all.local(path, used)
      if (where) queue.push(where)
    }
  }
  for (const [name, path] of Object.entries(entries)) {
    const names = all.names(path)
    text.push('', `// ${name}: ${names.join(', ')}`, ...all.file(path).global)
    for (const exported of names) {
      const where = all.exported(path, exported)
      if (where) print(where)
    }
  }
  text.push('', '// What these are made of.')
  while (queue.length > 0) {
    queue.sort((one, other) => (`${one.name} ${one.path}` < `${other.name} ${other.path}` ? -1 : 1))
    print(queue.shift())
  }
  return `${text.join('\n').trim()}\n`
}
