import { Principal } from './principal.js'

/** What a decision rests on. Where one of these differs, the request is authenticated anew. */
export interface Presented {
  /** Stands for the verifier that decided, and for its policy. */
  readonly decidedBy: object
  readonly places: string
  readonly method: string | undefined
  readonly url: string
  readonly headers: string | readonly string[]
}

/** What came of it. `null`: no credential, and none is needed. */
export type Outcome = { readonly caller: Principal | null } | { readonly thrown: unknown }

/** A decision on a request that several guards share. */
interface SharedDecision extends Presented {
  readonly outcome: Outcome | Promise<Outcome>
}

// By the raw request and nowhere else, so that neither a client nor a middleware can put one there.
const DECISIONS = new WeakMap<object, SharedDecision[]>()

/** What an earlier guard decided on the same request, credential, method and URL. */
export function earlierDecision(request: object, presented: Presented): SharedDecision | undefined {
  return DECISIONS.get(request)?.find((one) => isSame(one, presented))
}

/** Decides, and shares what comes of it, a refusal too, with the guards that the request passes later. */
export function decideAndShare(
  request: object,
  presented: Presented,
  decide: () => Principal | null | Promise<Principal | null>,
): Principal | null | Promise<Principal | null> {
  try {
    const caller = decide()
    // Tests for Principal, not for Promise, because the program may have replaced the global Promise.
    const isCaller = caller === null || caller instanceof Principal
    share(request, { ...presented, outcome: isCaller ? { caller } : outcomeOf(caller) })
    return caller
  } catch (thrown) {
    share(request, { ...presented, outcome: { thrown } })
    throw thrown
  }
}

export function isOutcome(outcome: Outcome | Promise<Outcome>): outcome is Outcome {
  return 'caller' in outcome || 'thrown' in outcome
}

/** Whether no credential came. A guard that needs one decides anew, because its answer names what it needs. */
export function isAnonymous(outcome: Outcome): boolean {
  return 'caller' in outcome && outcome.caller === null
}

async function outcomeOf(caller: Promise<Principal | null>): Promise<Outcome> {
  try {
    return { caller: await caller }
  } catch (thrown) {
    return { thrown }
  }
}

function share(request: object, decision: SharedDecision): void {
  const shared = DECISIONS.get(request)
  if (shared) shared.push(decision)
  else DECISIONS.set(request, [decision])
}

function isSame(one: Presented, other: Presented): boolean {
  return (
    one.decidedBy === other.decidedBy &&
    one.places === other.places &&
    one.method === other.method &&
    one.url === other.url &&
    isSameHeaders(one.headers, other.headers)
  )
}

function isSameHeaders(one: string | readonly string[], other: string | readonly string[]): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other
  return one.length === other.length && one.every((text, index) => text === other[index])
}
