// Routes behind guards under Fastify, over real HTTP.
import fastify from 'fastify'

import { HEADER_BYTES } from '../http.js'

export async function served(app, use) {
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  try {
    return await use(Number(new URL(address).port))
  } finally {
    await app.close()
  }
}

/** `hook`: where the guards stand. */
export function serve(routes, use, hook = 'onRequest') {
  const app = fastify({ forceCloseConnections: true, http: { maxHeaderSize: HEADER_BYTES } })
  app.decorateRequest('auth', null)
  for (const { path, guards, own } of routes) {
    app.all(path, { [hook]: guards }, async (request, reply) => {
      if (own) reply.header('cache-control', 'no-store').header('vary', `${reply.getHeader('vary')}, Accept`)
      return { agent: request.auth?.clientId ?? null }
    })
  }
  return served(app, use)
}
