/**
 * Whether this is the first call with this name in the process. One process may hold several bundles with a host each, such as the proxy
 * and the routes of Next, and they share nothing but the global object.
 */
export function firstInProcess(name: string): boolean {
  const mark = Symbol.for(`doorward.${name}`)
  if (mark in globalThis) return false
  Object.defineProperty(globalThis, mark, { value: true })
  return true
}
