// Routes behind guards under Koa, over real HTTP.
import Koa from 'koa'

import { served } from '../http.js'

// Koa has no router of its own.
function chained(middlewares, handler) {
  return async (context) => {
    const run = (index) => middlewares[index]?.(context, () => run(index + 1)) ?? handler(context)
    await run(0)
  }
}

export function serve(routes, use) {
  const app = new Koa()
  for (const { path, guards, own } of routes) {
    const handled = chained(guards, (context) => {
      if (own) context.set('Cache-Control', 'no-store')
      if (own) context.vary('Accept')
      context.body = { agent: context.state.auth?.clientId ?? null }
    })
    app.use((context, next) => (context.path === path ? handled(context) : next()))
  }
  return served(app.callback(), use)
}
