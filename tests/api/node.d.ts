// doorward: MemoryApiKeyStore, Verifier, createApiKey, engine
export declare const MemoryApiKeyStore: PackageExports['MemoryApiKeyStore'];
export type MemoryApiKeyStore = HostStore;
export declare const Verifier: PackageExports['Verifier'];
export type Verifier = HostVerifier;
export declare const createApiKey: PackageExports['createApiKey'];
export declare const engine: PackageExports['engine'];

// doorward/express: ErrorMiddleware, GuardOptions, Middleware, errorHandler, guard, resourceMetadata
export type ErrorMiddleware = (error: unknown, request: IncomingMessage, response: ServerResponse, next: Next) => void;
export interface GuardOptions extends HostOptions {
    readonly onRefusal?: 'answer' | 'next' | undefined;
}
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;
export declare const errorHandler: ErrorMiddleware;
export declare function guard(verifier: Verifier, ...requirements: GuardArguments<GuardOptions>): Middleware;
export declare function resourceMetadata(verifier: Verifier): Middleware;

// doorward/express/global: 
declare global {
    namespace Express {
        interface Request {
            auth?: Principal | null;
        }
    }
}

// doorward/fastify: GuardOptions, GuardedReply, GuardedRequest, Hook, guard
export interface GuardedReply {
    code(status: number): unknown;
    getHeader(name: string): unknown;
    header(name: string, value: string): unknown;
    send(body: Buffer): unknown;
}
export interface GuardedRequest {
    readonly raw: IncomingMessage | Http2ServerRequest;
}
export type Hook = (request: GuardedRequest, reply: GuardedReply) => Promise<unknown>;
export declare function guard(verifier: Verifier, ...requirements: GuardArguments): Hook;

// doorward/koa: GuardOptions, GuardedContext, GuardedState, Middleware, guard
export interface GuardedContext {
    readonly req: IncomingMessage;
    state: any;
    status: number;
    body: unknown;
    readonly response: {
        get(name: string): string;
        has(name: string): boolean;
    };
    set(name: string, value: string): void;
}
export interface GuardedState {
    auth: Principal | null;
}
export type Middleware = (context: GuardedContext, next: () => Promise<unknown>) => Promise<void>;
export declare function guard(verifier: Verifier, ...requirements: GuardArguments): Middleware;

// doorward/lambda: GuardOptions, GuardedEvent, GuardedHandler, Refusal, Wrap, guard
export interface GuardedEvent {
    readonly headers?: Fields<string>;
    readonly multiValueHeaders?: Fields<readonly string[]>;
    readonly cookies?: readonly string[] | undefined;
    readonly rawPath?: string;
    readonly rawQueryString?: string;
    readonly httpMethod?: string;
    readonly path?: string;
    readonly queryStringParameters?: Fields<string>;
    readonly multiValueQueryStringParameters?: Fields<readonly string[]>;
    readonly requestContext: object;
}
export type GuardedHandler<Event, Context, Result, Caller = Principal> = (event: Event, context: Context, caller: Caller) => Result | Promise<Result>;
export interface Refusal {
    statusCode: number;
    headers: Record<string, string>;
    body: string;
}
export type Wrap<Caller = Principal> = <Event extends GuardedEvent, Context, Result>(handler: GuardedHandler<Event, Context, Result, Caller>) => (event: Event, context: Context) => Promise<Result | Refusal>;
export declare function guard(verifier: Verifier, ...requirements: readonly [...Requirement[], GuardOptions & {
    readonly optional: true;
}]): Wrap<Principal | null>;
export declare function guard(verifier: Verifier, ...requirements: GuardArguments): Wrap;

// doorward/nestjs: Caller, GuardOptions, GuardedContext, NestGuard, RefusalException, guard
export declare const Caller: () => ParameterDecorator;
export interface GuardedContext {
    getType(): string;
    switchToHttp(): {
        getRequest<T>(): T;
        getResponse<T>(): T;
    };
}
export interface NestGuard {
    canActivate(context: GuardedContext): Promise<boolean>;
}
export interface RefusalException extends Error {
    readonly cause: DoorwardError;
    getStatus(): number;
    getResponse(): object;
}
export declare const RefusalException: new (refusal: DoorwardError) => RefusalException;
export declare function guard(verifier: Verifier, ...requirements: GuardArguments): NestGuard;

// What these are made of.
type Fields<Value> = Readonly<Record<string, Value | undefined>> | null | undefined;
type Next = (error?: unknown) => void;
