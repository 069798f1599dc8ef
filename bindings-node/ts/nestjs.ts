import type { IncomingMessage, ServerResponse } from 'node:http'
import { createParamDecorator, HttpException, StreamableFile } from '@nestjs/common'
import {
  addGranted,
  type DoorwardError,
  type GuardArguments,
  type GuardOptions,
  isRefusal,
  type Principal,
  requestGuard,
  type Verifier,
} from 'doorward-wasm/internal/host'

export type { GuardOptions }

/** The parts of Nest's `ExecutionContext` that the guard uses. */
export interface GuardedContext {
  getType(): string
  switchToHttp(): { getRequest<T>(): T; getResponse<T>(): T }
}

/** A guard of Nest, for `@UseGuards` and `app.useGlobalGuards`. */
export interface NestGuard {
  canActivate(context: GuardedContext): Promise<boolean>
}

/** A request of Express, or of Fastify around Node's. */
type Request = (IncomingMessage | { readonly raw: IncomingMessage }) & { auth?: Principal | null }

/** A response of Express, or a reply of Fastify. */
type Response =
  | Pick<ServerResponse, 'getHeader' | 'setHeader'>
  | { getHeader(name: string): unknown; header(name: string, value: string): unknown }

/**
 * A guard of Nest, on Express and on Fastify. A request passes whose credential is genuine and satisfies every requirement (without one,
 * any genuine credential passes); behind the guard `request.auth` is the principal, and `@Caller()` gives it to a parameter. Throws at
 * once when a requirement is faulty.
 *
 * ```ts
 * @Get('balance')
 * @UseGuards(guard(verifier, 'billing:read'))
 * balance(@Caller() caller: Principal) {
 *   return { agent: caller.clientId }
 * }
 * ```
 *
 * A refusal is thrown as a `RefusalException`, which Nest answers with the status, headers and body of the DoorwardError: 400, 401, 403
 * or 503. Nest on Fastify reads the body before its guards, and answers by itself where it cannot. With `{ optional: true }` as the last
 * argument the principal is `null` for a caller without a credential. Throws a TypeError where no HTTP request is: for GraphQL, messages
 * and sockets.
 */
export function guard(verifier: Verifier, ...requirements: GuardArguments): NestGuard {
  const [authenticate] = requestGuard(verifier, requirements, {})
  return {
    async canActivate(context) {
      if (context.getType() !== 'http') throw new TypeError(`a guard for http, not for ${context.getType()}`)
      const http = context.switchToHttp()
      const request = http.getRequest<Request>()
      const response = http.getResponse<Response>()
      try {
        // Not by `raw`, which programs on Express may put there for a body.
        request.auth = await authenticate('rawHeaders' in request ? request : request.raw)
      } catch (error) {
        if (!isRefusal(error)) throw error
        for (const [name, value] of Object.entries(error.headers)) setHeader(response, name, value)
        throw new RefusalException(error)
      }
      // Before the handler runs, which may set them otherwise.
      addGranted(
        authenticate.headers,
        (name) => response.getHeader(name),
        (name, value) => setHeader(response, name, value),
      )
      return true
    },
  }
}

/** The principal, as a parameter of a handler behind a guard. */
export const Caller: () => ParameterDecorator = createParamDecorator(
  (_data: undefined, context: GuardedContext) => context.switchToHttp().getRequest<Request>().auth,
)

/**
 * A refusal as an exception of Nest, an `HttpException`. A filter of the application that catches it answers by itself; the response has
 * the headers of the refusal already.
 */
export interface RefusalException extends Error {
  readonly cause: DoorwardError
  getStatus(): number
  /** The bytes of the body as a `StreamableFile`: Nest would write any other object anew. */
  getResponse(): object
}

// The type names no type of Nest, which is a module alone since version 12: CommonJS can load that, and its types cannot name it.
export const RefusalException: new (refusal: DoorwardError) => RefusalException =
  class RefusalException extends HttpException {
    declare readonly cause: DoorwardError

    constructor(refusal: DoorwardError) {
      super(refusal.code, refusal.status, { cause: refusal })
    }

    override getResponse(): object {
      const bytes = Buffer.from(this.cause.body)
      return new StreamableFile(bytes, { type: this.cause.headers['content-type'] as string, length: bytes.length })
    }
  }

function setHeader(response: Response, name: string, value: string): void {
  if ('setHeader' in response) response.setHeader(name, value)
  else response.header(name, value)
}
