// The guards of frameworks beside Express, in applications that have the frameworks' own types.
import { Controller, Get, UseGuards } from '@nestjs/common'
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, APIGatewayProxyHandler, Context } from 'aws-lambda'
import { type Principal, Verifier } from 'doorward'
import * as fastifyGuards from 'doorward/fastify'
import * as koaGuards from 'doorward/koa'
import * as lambdaGuards from 'doorward/lambda'
import { Caller, guard, RefusalException } from 'doorward/nestjs'
import fastify from 'fastify'
import Koa from 'koa'

declare module 'fastify' {
  interface FastifyRequest {
    auth: Principal | null
  }
}

const verifier = new Verifier({ issuers: [{ preset: 'auth0', domain: 'tenant.eu.auth0.com', audience: 'b' }] })

export const app = fastify({ http2: true })
app.decorateRequest('auth', null)
app.addHook('onRequest', fastifyGuards.guard(verifier, { optional: true }))
app.get('/', { preHandler: fastifyGuards.guard(verifier, 'a') }, (request) => ({ agent: request.auth?.clientId }))
export const plain = fastify().get('/', { onRequest: [fastifyGuards.guard(verifier, 'a')] }, () => 'ok')

export const koa = new Koa<koaGuards.GuardedState>().use(koaGuards.guard(verifier, 'a')).use((context) => {
  context.body = context.state.auth?.clientId
})

const wrap = lambdaGuards.guard(verifier, 'a', 'b')
const result = (caller: Principal) => ({ statusCode: 200, body: caller.subject ?? '' })
export const rest: APIGatewayProxyHandler = (event, context) => restHandler(event, context)
const restHandler = wrap(async (_event: APIGatewayProxyEvent, _context: Context, caller) => result(caller))
export const http = wrap((_event: APIGatewayProxyEventV2, _context: Context, caller) => result(caller))
export const open = lambdaGuards.guard(verifier, { optional: true })(
  (_event: APIGatewayProxyEventV2, _context: Context, caller) => ({ statusCode: 200, body: caller?.subject }),
)
// @ts-expect-error where a credential is optional, the caller may be null
lambdaGuards.guard(verifier, { optional: true })((_event: APIGatewayProxyEventV2, _context, caller) => caller.subject)

@Controller('balance')
@UseGuards(guard(verifier))
export class Balance {
  @Get()
  @UseGuards(guard(verifier, 'billing:read', { places: ['session'] }))
  balance(@Caller() caller: Principal): string | null {
    return caller.clientId
  }
}

export const refusalOf = (error: unknown): string => (error instanceof RefusalException ? error.cause.code : '')
