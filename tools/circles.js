// Fails where files of a crate use each other in a circle, where its rooms (the folders and files right below
// src/) do, or where a room of the core uses one that comes after it.
//
//   node tools/circles.js [folder-of-the-repository]
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { circle, grouped, knots } from './circles/graph.js'
import { readCrate } from './circles/modules.js'
import { fileGraph } from './circles/uses.js'

/** Each room of the core uses only rooms before it. */
const ORDER =
  `limits numbers time secret encoding error crypto scope delegation api_key fetch keys policy http token proof
  state introspection principal request needs audit decision verifier issue client wire danger`.split(/\s+/)
const ORDERED = 'core'

/** Folders of crates: the core, what the bindings share, the bindings. */
function crates(root) {
  const bindings = readdirSync(root).filter((name) => name.startsWith('bindings-'))
  return ['core', 'bridge', ...bindings].filter((name) => existsSync(join(root, name, 'src/lib.rs')))
}

/** The room of a file; the crate's root is in none, for it only hands on. */
function roomOf(src, file) {
  const [room] = relative(src, file).split(/[/\\]/)
  return room === 'lib.rs' ? undefined : room.replace(/\.rs$/, '')
}

function told(graph, way, shown) {
  return way.map((node, index) => {
    const next = way[(index + 1) % way.length]
    const { name, line, file = node } = graph.get(node).get(next)
    return `    ${shown(node)} uses ${shown(next)}: ${name} (${relative(process.cwd(), file)}:${line})`
  })
}

function circles(graph, what, shown) {
  return knots(graph).map((group) => {
    const others = group.length > 2 ? `; all ${group.length} in this knot: ${group.map(shown).join(', ')}` : ''
    return [`  a circle of ${what}${others}`, ...told(graph, circle(graph, group), shown)].join('\n')
  })
}

/** Rooms that use a later one, and rooms that the list does not know. */
function disordered(graph, order) {
  const faults = []
  for (const [room, edges] of graph) {
    if (!order.includes(room)) {
      faults.push(`  ${room} is not in the order of rooms in tools/circles.js`)
      continue
    }
    for (const [used, { name, line, file }] of edges) {
      if (order.indexOf(used) <= order.indexOf(room)) continue
      faults.push(`  ${room} uses ${used}, which comes after it: ${name} (${relative(process.cwd(), file)}:${line})`)
    }
  }
  return faults
}

/** What is wrong with one crate, a text for each fault. `order` may be left out. */
export function faultsOf(folder, order) {
  const src = join(folder, 'src')
  const files = fileGraph(readCrate(join(src, 'lib.rs')))
  const rooms = grouped(files, (file) => roomOf(src, file))
  // Where each room is one file, its circles have been told.
  const folders = [...files.keys()].some((file) => dirname(file) !== src)
  return [
    ...circles(files, 'files', (file) => relative(src, file)),
    ...(folders ? circles(rooms, 'rooms', (room) => room) : []),
    ...(order === undefined ? [] : disordered(rooms, order)),
  ]
}

function main(root) {
  let count = 0
  for (const name of crates(root)) {
    const faults = faultsOf(join(root, name), name === ORDERED ? ORDER : undefined)
    if (faults.length > 0) console.error(`${name}:\n${faults.join('\n')}`)
    count += faults.length
  }
  console.log(count === 0 ? 'No circles.' : `${count} faults.`)
  return count === 0 ? 0 : 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = main(resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url))))
}
