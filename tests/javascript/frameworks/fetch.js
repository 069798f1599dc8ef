// Handlers of fetch, and routes of Hono, behind guards, over real HTTP.
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'

import { served } from '../http.js'
import { fetchHandler } from './fetch-handler.js'

export function serveFetch(routes, use) {
  const handler = fetchHandler(routes)
  // What the listener hands over besides is no context of a Worker.
  return served(
    getRequestListener((request) => handler(request)),
    use,
  )
}

export function serveHono(routes, use) {
  const app = new Hono()
  for (const { path, guards } of routes) {
    app.all(path, ...guards, (context) => context.json({ agent: context.get('auth')?.clientId ?? null }))
  }
  return served(getRequestListener(app.fetch), use)
}
