// An application that asks for the type of `req.auth`.
import 'doorward/express/global'
import { type Principal, Verifier } from 'doorward'
import { guard } from 'doorward/express'
import express from 'express'

const verifier = new Verifier({ issuers: [{ preset: 'auth0', domain: 'tenant.eu.auth0.com', audience: 'b' }] })

export const app = express().get('/balance', guard(verifier, 'billing:read'), (request, response) => {
  const caller: Principal | null | undefined = request.auth
  response.json({ agent: caller?.clientId })
})
