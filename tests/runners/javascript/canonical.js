// Canonical JSON: members sorted by name, no white space.

// Compares names by their code points. The operators compare UTF-16 units.
function byCodePoint(left, right) {
  const a = Array.from(left)
  const b = Array.from(right)
  for (let index = 0; index < a.length && index < b.length; index += 1) {
    const difference = a[index].codePointAt(0) - b[index].codePointAt(0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

// Writes member by member, so that a member named `__proto__` is like any other.
export function canonical(value) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const names = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort(byCodePoint)
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}
