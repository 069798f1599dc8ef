// Routes behind guards under Express, over real HTTP.
import { served } from '../http.js'

/** `express`: version 4 or 5. */
export function serve(express, routes, use) {
  const app = express()
  for (const { path, guards } of routes) {
    app.all(path, ...guards, (request, response) => response.json({ agent: request.auth?.clientId ?? null }))
  }
  return served(app, use)
}
