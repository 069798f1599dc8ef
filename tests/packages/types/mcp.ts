// An application with the MCP SDK, which has a type of its own for `req.auth` too.
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js'
import { DoorwardError, Verifier } from 'doorward'
import { guard } from 'doorward/express'
import express from 'express'

const verifier = new Verifier({ issuers: [{ preset: 'auth0', domain: 'tenant.eu.auth0.com', audience: 'b' }] })

async function verifyAccessToken(token: string): Promise<AuthInfo> {
  const { clientId, scopes } = await verifier.verify(token)
  return { token, clientId: clientId ?? '', scopes: [...scopes] }
}

export const app = express()
  .use('/balance', guard(verifier, 'billing:read'))
  .use('/mcp', requireBearerAuth({ verifier: { verifyAccessToken } }), (request, response) => {
    const caller: AuthInfo | undefined = request.auth
    response.json({ client: caller?.clientId })
  })

export const isRefusal = (error: unknown): boolean => error instanceof DoorwardError
