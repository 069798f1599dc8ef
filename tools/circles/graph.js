// Circles in a graph, which is a map from each node to a map of those it uses.

/** Groups of nodes of which each reaches each other one (Tarjan), without those of one node. */
export function knots(graph) {
  const [index, low, stack, found] = [new Map(), new Map(), [], []]
  const visit = (node) => {
    index.set(node, index.size)
    low.set(node, index.get(node))
    stack.push(node)
    for (const next of graph.get(node)?.keys() ?? []) {
      if (!index.has(next)) visit(next)
      if (stack.includes(next)) low.set(node, Math.min(low.get(node), low.get(next)))
    }
    if (low.get(node) !== index.get(node)) return
    const group = stack.splice(stack.indexOf(node))
    if (group.length > 1) found.push(group.sort())
  }
  for (const node of graph.keys()) if (!index.has(node)) visit(node)
  return found
}

/** The shortest way from a node back to itself within a group. */
export function circle(graph, group) {
  const inside = new Set(group)
  let best
  for (const start of group) {
    const from = new Map([[start, undefined]])
    const queue = [start]
    for (const node of queue) {
      for (const next of graph.get(node).keys()) {
        if (next === start) {
          const way = []
          for (let at = node; at !== undefined; at = from.get(at)) way.unshift(at)
          if (best === undefined || way.length < best.length) best = way
        } else if (inside.has(next) && !from.has(next)) {
          from.set(next, node)
          queue.push(next)
        }
      }
    }
  }
  return best
}

/** Nodes put together by what `group` says of them; of what is in none, nothing is told. */
export function grouped(graph, group) {
  const found = new Map()
  for (const [node, edges] of graph) {
    const own = group(node)
    if (own === undefined) continue
    if (!found.has(own)) found.set(own, new Map())
    for (const [used, why] of edges) {
      const other = group(used)
      if (other === undefined || other === own) continue
      if (!found.get(own).has(other)) found.get(own).set(other, { ...why, file: node })
    }
  }
  return found
}
