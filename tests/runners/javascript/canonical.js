// Canonical JSON: members sorted by name, no white space.

// Names in the order of their code points. The plain comparison would look at UTF-16 units.
function byCodePoint(left, right) {
  const a = Array.from(left)
  const b = Array.from(right)
  for (let index = 0; index < a.length && index < b.length; index += 1) {
    const difference = a[index].codePointAt(0) - b[index].codePointAt(0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

// Written member by member, so that one named `__proto__` is a member like any other.
export function canonical(value) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const names = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort(byCodePoint)
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}
