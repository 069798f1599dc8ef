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

// What these are made of.
type Next = (error?: unknown) => void;
