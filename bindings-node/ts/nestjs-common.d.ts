/** What the guard uses of Nest, so that the package is built without it. */
declare module '@nestjs/common' {
  export class HttpException extends Error {
    constructor(response: string | object, status: number, options?: { readonly cause?: unknown })
    getResponse(): string | object
    getStatus(): number
  }

  export class StreamableFile {
    constructor(bytes: Uint8Array, options: { readonly type?: string; readonly length?: number })
  }

  export function createParamDecorator<Data, Context>(
    factory: (data: Data, context: Context) => unknown,
  ): (data?: Data, ...pipes: unknown[]) => ParameterDecorator
}
