import type { ErrorCode, Fault } from './error.js'
import { invalidPolicy } from './error.js'
import { kindOf, type Warn } from './logger.js'
import type { Principal } from './principal.js'
import type { Actor, Binding } from './principal-record.js'
import { camelMembers } from './rename-members.js'
import { cut, headersOf, type IncomingRequest, type NodeRequest, type PlainRequest } from './request.js'

/** What was decided on one request. It holds no token, key or signature. Who called is named only where the credential is genuine. */
export interface DecisionEvent {
  /** Unix seconds. */
  readonly time: number
  /** `anonymous`: no credential came, and none is needed. `rejected` is 400 to 429, `unavailable` is 503. */
  readonly outcome: 'granted' | 'anonymous' | 'rejected' | 'unavailable'
  /** The code of the refusal. */
  readonly code: ErrorCode | null
  /** What the operation needed; empty when any genuine caller is enough. */
  readonly requirement: string
  readonly method: string | null
  /** The address of the peer, where the platform tells it. Behind a proxy it is the proxy's. */
  readonly clientAddress: string | null
  /** The value of the header `requestIdHeader`, at most 128 bytes. The client may have chosen it. */
  readonly requestId: string | null
  readonly credential: 'jwt' | 'id_token' | 'api_key' | null
  readonly issuer: string | null
  readonly subject: string | null
  readonly clientId: string | null
  readonly keyId: string | null
  readonly actors: readonly Actor[]
  readonly bindings: readonly Binding[]
  /** What was wrong with the credential. */
  readonly fault: Fault | null
  /** How long the decision took, in milliseconds. On Workers time stands still while code runs. */
  readonly durationMs: number
}

/**
 * Hears of every decision. The request waits for a promise that it returns, except in `verifySync` and `authenticateSync`. What it throws
 * changes nothing and is logged.
 */
export type OnDecision = (event: DecisionEvent) => unknown

// What stands between an event and its decision: see bridge/src/javascript/engine.rs.
const BETWEEN = '\u001e'
const REQUEST_ID_CHARACTERS_MAX = 128
const METHOD_CHARACTERS_MAX = 64
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** What the event says of a request besides the decision: method, client address, request id. */
export type Described = readonly [
  method?: string | undefined,
  clientAddress?: string | undefined,
  requestId?: string | undefined,
]

/** The description of a request, as far as the core reads it: its method. */
export function methodOf(request: IncomingRequest): string | undefined {
  const { method } = request as { readonly method?: unknown }
  return typeof method === 'string' ? cut(method, METHOD_CHARACTERS_MAX) : undefined
}

/** Reports decisions to the program's hook. */
export class DecisionReporter {
  readonly #hook: OnDecision
  readonly #requestIdHeader: string | undefined
  readonly #warn: Warn

  constructor(hook: OnDecision, requestIdHeader: string | undefined, warn: Warn) {
    this.#hook = hook
    this.#requestIdHeader = requestIdHeader
    this.#warn = warn
  }

  describe(request: IncomingRequest): Described {
    const { socket } = request as NodeRequest
    const address = (request as PlainRequest).clientAddress ?? socket?.remoteAddress
    return [methodOf(request), typeof address === 'string' ? address : undefined, this.#requestId(request)]
  }

  /** Tells the hook, and then returns what `finish` returns. The promise of a hook is waited for where the caller can wait. */
  report<T>(text: string, since: number, finish: (decided: string) => T, waits: boolean): T | Promise<T> {
    const end = text.indexOf(BETWEEN)
    const decided = text.slice(end + 1)
    const durationMs = now() - since
    const said = this.#tell(() => eventOf(JSON.parse(text.slice(1, end)) as object, durationMs))
    return said && waits ? afterwards(said, () => finish(decided)) : finish(decided)
  }

  /**
   * Tells the hook of a caller whom an earlier guard has authenticated, and who may not do what this one asks. Returns the refusal without
   * its event.
   */
  refused(principal: Principal, text: string, time: number): string {
    const { credential, issuer, subject, clientId, keyId, actors, bindings } = principal
    const caller = { credential, issuer, subject, clientId, keyId, actors, bindings }
    const end = text.indexOf(BETWEEN)
    this.#tell(() => {
      const event = eventOf(JSON.parse(text.slice(1, end)) as object, 0)
      return Object.freeze({ ...event, ...caller, time: Math.floor(time) })
    })
    return text.slice(end + 1)
  }

  #tell(event: () => DecisionEvent): Promise<void> | undefined {
    try {
      const said = this.#hook(event()) as PromiseLike<unknown> | undefined | null
      return typeof said?.then === 'function' ? this.#heard(said) : undefined
    } catch (thrown) {
      this.#failed(thrown)
      return undefined
    }
  }

  async #heard(said: PromiseLike<unknown>): Promise<void> {
    try {
      await said
    } catch (thrown) {
      this.#failed(thrown)
    }
  }

  #failed(thrown: unknown): void {
    this.#warn(`onDecision threw ${kindOf(thrown)}; the decision stands`)
  }

  #requestId(request: IncomingRequest): string | undefined {
    if (this.#requestIdHeader === undefined) return undefined
    const found = headersOf(request, [this.#requestIdHeader])
    const value = typeof found === 'string' ? found : found[1]
    return value === undefined ? undefined : cut(value, REQUEST_ID_CHARACTERS_MAX)
  }
}

/** Milliseconds of a clock that does not jump. */
export function now(): number {
  return globalThis.performance?.now() ?? Date.now()
}

/** Checks the options; `undefined` without a hook. */
export function decisionReporter(
  onDecision: OnDecision | undefined,
  requestIdHeader: string | undefined,
  warn: Warn,
): DecisionReporter | undefined {
  if (requestIdHeader !== undefined && !(typeof requestIdHeader === 'string' && HEADER_NAME.test(requestIdHeader))) {
    throw invalidPolicy('requestIdHeader', 'the name of a header field expected')
  }
  if (onDecision === undefined) return undefined
  if (typeof onDecision !== 'function') throw invalidPolicy('onDecision', 'a function expected')
  return new DecisionReporter(onDecision, requestIdHeader?.toLowerCase(), warn)
}

function eventOf(json: object, durationMs: number): DecisionEvent {
  return Object.freeze({ ...camelMembers<Omit<DecisionEvent, 'durationMs'>>(json), durationMs })
}

async function afterwards<T>(said: Promise<void>, finish: () => T): Promise<T> {
  await said
  return finish()
}
