// An application with a type of its own for `req.auth`.
import { Verifier } from 'doorward'
import { guard } from 'doorward/express'
import express from 'express'

declare global {
  namespace Express {
    interface Request {
      auth?: { userId: string }
    }
  }
}

const verifier = new Verifier({ issuers: [{ preset: 'auth0', domain: 'tenant.eu.auth0.com', audience: 'b' }] })

export const app = express()
  .use('/agents', guard(verifier, 'billing:read'))
  .get('/users', (request, response) => {
    const user: string | undefined = request.auth?.userId
    response.json({ user })
  })
