// Loaded before a measuring program of any commit (`node --import`): leaves the peers out of what it measures. Where
// the program is not as it is here expected, they are measured too, which takes longer and changes nothing.
import { register } from 'node:module'

const WRAPPED = `data:text/javascript,${encodeURIComponent(`
  export async function resolve(specifier, context, next) {
    const found = await next(specifier, context)
    const measured = context.parentURL?.endsWith('/speed/node/measure.js') && specifier === './contestants.js'
    if (!measured) return found
    const code = 'import * as all from ' + JSON.stringify(found.url) + ';' +
      'export const contestants = async (...asked) => Object.fromEntries(' +
      'Object.entries(await all.contestants(...asked)).filter(([, { role }]) => role !== "peer"))'
    return { url: 'data:text/javascript,' + encodeURIComponent(code), shortCircuit: true }
  }
`)}`
register(WRAPPED)

// The Worker is asked who there is to measure.
const { fetch } = globalThis
globalThis.fetch = async (url, init) => {
  const response = await fetch(url, init)
  if (!response.ok || typeof init?.body !== 'string' || !init.body.startsWith('{"names":')) return response
  const all = await response.json()
  return Response.json(all.filter(({ role }) => role !== 'peer'))
}
