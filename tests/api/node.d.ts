// doorward: MemoryApiKeyStore, Verifier, createApiKey, engine
export declare const MemoryApiKeyStore: PackageExports['MemoryApiKeyStore'];
export type MemoryApiKeyStore = HostStore;
export declare const Verifier: PackageExports['Verifier'];
export type Verifier = HostVerifier;
export declare const createApiKey: PackageExports['createApiKey'];
export declare const engine: PackageExports['engine'];

// doorward/express: ErrorMiddleware, GuardOptions, Middleware, errorHandler, guard
export type ErrorMiddleware = (error: unknown, request: IncomingMessage, response: ServerResponse, next: Next) => void;
export interface GuardOptions {
    readonly onRefusal: 'answer' | 'next';
}
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;
export declare const errorHandler: ErrorMiddleware;
export declare function guard(verifier: Verifier, ...requirements: readonly Requirement[] | readonly [...Requirement[], GuardOptions]): Middleware;

// doorward/express/global: 
declare global {
    namespace Express {
        interface Request {
            auth?: Principal;
        }
    }
}

// What these are made of.
type Next = (error?: unknown) => void;
