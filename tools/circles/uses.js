// Which file uses which, and by what name. What a folder's mod.rs only hands on comes from the file that defines it.
import { basename } from 'node:path'

const STEPS_MAX = 20

/** Where a path leads: the module that defines what it names, and whether it names that module itself. */
function resolve(module, path, steps = 0) {
  if (steps > STEPS_MAX) return undefined
  let at = start(module, path[0])
  let index = 1
  if (at === undefined) {
    at = module
    index = 0
  }
  for (; index < path.length; index += 1) {
    const name = path[index]
    const child = name === 'super' ? at.parent : name === 'self' ? at : at.children.get(name)
    if (child !== undefined) {
      at = child
      continue
    }
    return taken(at, name, path.slice(index + 1), steps) ?? (index > 0 ? { module: at, item: name } : undefined)
  }
  return { module: at }
}

function start(module, name) {
  if (name === 'crate') return module.root
  if (name === 'self') return module
  if (name === 'super') return module.parent
  return undefined
}

/** What `name` is in a module, by what it defines or takes from elsewhere. */
function taken(module, name, rest, steps) {
  if (module.defined.has(name)) return { module, item: name }
  const imported = module.imported.get(name)
  if (imported !== undefined && !(imported.path.length === 1 && imported.path[0] === name)) {
    const found = resolve(module, imported.path, steps + 1)
    if (found === undefined) return { external: true }
    if (found.external || found.item !== undefined || rest.length === 0) return found
    return resolve(found.module, ['self', ...rest], steps + 1)
  }
  for (const { path } of module.globs) {
    const from = resolve(module, path, steps + 1)?.module
    if (from === undefined || from === module) continue
    if (from.children.has(name)) return resolve(from, ['self', name, ...rest], steps + 1)
    const found = taken(from, name, rest, steps + 1)
    if (found !== undefined) return found
  }
  return undefined
}

const isFacade = ({ file, children }) => basename(file) === 'mod.rs' || children.size > 0

/** Everything that a module may be asked for by name. */
const offered = (module) => [...module.defined, ...module.imported.keys()]

/** Calls `use(module, name, line)` for each thing that the code of `module` takes from elsewhere in its crate. */
function usesOf(module, use) {
  const tell = (path, line) => {
    const found = resolve(module, path)
    if (found === undefined || found.external) return
    // Of a folder as such nothing is used yet: the paths that begin with it tell what.
    if (found.item === undefined && isFacade(found.module)) return
    use(found.module, path.join('::'), line)
  }
  for (const [name, { path, line, reexport }] of module.imported) {
    if (!reexport || module.names.has(name)) tell(path, line)
  }
  for (const { path, line, reexport } of module.globs) {
    const from = resolve(module, path)?.module
    if (from === undefined || reexport) continue
    for (const name of offered(from)) if (module.names.has(name)) tell([...path, name], line)
  }
  for (const { path, line } of module.paths) tell(path, line)
}

/** By file: what it uses, as a map from the used file to the first name and line. */
export function fileGraph(root) {
  const graph = new Map()
  for (const module of root.all()) {
    const edges = graph.get(module.file) ?? new Map()
    graph.set(module.file, edges)
    usesOf(module, ({ file }, name, line) => {
      if (file !== module.file && !edges.has(file)) edges.set(file, { name, line })
    })
  }
  return graph
}
