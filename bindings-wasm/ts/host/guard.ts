import type { Caller } from './decider.js'
import { invalidPolicy } from './error.js'
import { type ExecutionContext, waitUntilOf } from './execution-context.js'
import { isObject, kindOf, readOptions } from './json-value.js'
import type { IncomingRequest } from './request.js'
import { CompiledRequirement, type GuardRules, guardRequirement, type Requirement } from './requirement.js'
import type { Verifier } from './verifier.js'

/** The options of every guard; the last argument, after the requirements. */
export interface GuardOptions extends GuardRules {
  /**
   * The names of the places where the credential may stand: `authorization`, `api_key`, and those that the policy describes. Default: the
   * first two.
   */
  readonly places?: readonly string[] | undefined
  /**
   * Whether a caller without a credential passes; the principal is `null` then. A credential that is there and bad is refused all the
   * same, and a caller with one must meet the requirements. Where a request passes several guards, each must let it pass. Default false.
   */
  readonly optional?: boolean | undefined
}

/** Requirements, and options behind them. */
export type GuardArguments<Options = GuardOptions> = readonly Requirement[] | readonly [...Requirement[], Options]

/**
 * Finds out who sends a request. Throws a DoorwardError, or returns a promise of the principal that rejects with one. The promise is
 * returned only where something is needed.
 */
export interface RequestGuard {
  (request: IncomingRequest, context?: ExecutionContext | null): Caller | Promise<Caller>
  /** Header fields for a granted response, unless the handler sets them: a cache that others share must not store it. */
  readonly headers: readonly (readonly [string, string])[]
}

const OPTIONS: GuardOptions = { places: undefined, optional: undefined }
const REQUIREMENT_MEMBERS = ['all', 'any', 'claim']

/**
 * What the guards of every framework share. Throws at once when a requirement or an option is faulty; several requirements mean all of
 * them. `more` has the options of one framework, which are checked there.
 */
export function requestGuard<More extends object>(
  verifier: Verifier,
  args: GuardArguments<GuardOptions & Partial<More>>,
  more: More,
): [RequestGuard, More] {
  if (typeof verifier?.checkRequirement !== 'function') {
    throw invalidPolicy('verifier', `a Verifier expected as the first argument, not ${kindOf(verifier)}`)
  }
  const given = hasOptions(args) ? args.at(-1) : undefined
  const options = readOptions<GuardOptions & More>(given, { ...OPTIONS, ...more })
  // Most likely a requirement is missing, and then any genuine caller would pass.
  if (isObject(given) && Object.values(given).every((value) => value === undefined)) {
    throw invalidPolicy('options', `at least one option expected: ${Object.keys(options).join(', ')}`)
  }
  const requirements = (given === undefined ? args : args.slice(0, -1)) as readonly Requirement[]
  const asked = new CompiledRequirement(guardRequirement(requirements), options)
  verifier.checkRequirement(asked)
  const guard = (request: IncomingRequest, context?: ExecutionContext | null) =>
    verifier.authenticateForGuard(request, asked, waitUntilOf(context))
  return [Object.assign(guard, { headers: verifier.grantedHeaders(asked) }), options]
}

/** An object as the last argument is a requirement if it has one of its members. Any other is meant as options, misspelt ones too. */
function hasOptions(args: readonly unknown[]): boolean {
  const last = args.at(-1)
  return isObject(last) && !REQUIREMENT_MEMBERS.some((name) => name in last)
}

/** Adds the header fields of a granted response where the handler has set none. `present`: what it has set. */
export function addGranted(
  headers: RequestGuard['headers'],
  present: (name: string) => unknown,
  set: (name: string, value: string) => void,
): void {
  for (const [name, value] of headers) {
    const found = present(name)
    const text = found === undefined || found === null ? '' : String(found)
    if (name === 'vary') set(name, joinedVary(text, value))
    else if (text === '') set(name, value)
  }
}

/** The value of `Vary` with more fields. */
export function joinedVary(present: string, fields: string): string {
  if (present === '') return fields
  if (present.trim() === '*') return present
  const known = new Set(present.split(',').map((name) => name.trim().toLowerCase()))
  const lacking = fields.split(', ').filter((name) => !known.has(name))
  return [present, ...lacking].join(', ')
}
