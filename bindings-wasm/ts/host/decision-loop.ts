import type { CallContext } from './call-context.js'
import type { Answers, Pending, Step } from './engine.js'

/**
 * Answers one kind of need: returns the answer, or a promise of it. `undefined` means no answer: `Answers` says what follows. An answerer
 * whose work fails returns `undefined` and puts the reason into `call.cause` or `call.storeFailure`.
 */
// The question is whatever the engine says for this kind of need.
// biome-ignore lint/suspicious/noExplicitAny: a table holds answerers of different questions
export type Answerer = (question: any, pending: Pending, call: CallContext) => unknown

/** What a decision asks of its host. */
export interface DecisionHost<T> {
  /** Answerers by the name of the need. A need without one stays unanswered. */
  readonly answerers: Readonly<Record<string, Answerer>>
  /** Begins the fetches that are due after a decision. The result of the decision waits for a promise that this returns. */
  defer(pending: Pending, call: CallContext): Promise<void> | undefined
  /** Turns the text of a decision into the result, or a promise of it. */
  finish(decided: string, call: CallContext): T | Promise<T>
}

/**
 * Drives a decision to its end: answers all needs concurrently, resumes with the answers, and repeats while the step is pending. The
 * core limits how often it asks. This returns a promise only if an answerer returned one.
 */
export function runDecision<T>(begun: Step, host: DecisionHost<T>, call: CallContext): T | Promise<T> {
  let step = begun
  while (typeof step === 'object') {
    const { needs } = step
    if (needs == null) return finishPending(step, host, call)
    const answers: Answers = {}
    let promises = 0
    for (const kind of Object.keys(needs)) {
      const answer = host.answerers[kind]?.(needs[kind], step, call)
      answers[kind] = answer
      if (isPromise(answer)) promises += 1
    }
    if (promises > 0) return resumeLater(step, answers, promises, host, call)
    step = step.resume(answers, call.time())
  }
  return host.finish(step, call)
}

async function resumeLater<T>(
  pending: Pending,
  answers: Answers,
  promises: number,
  host: DecisionHost<T>,
  call: CallContext,
): Promise<T> {
  // Together, so that a rejection of one is handled while another one is awaited.
  if (promises > 1) await Promise.all(Object.values(answers))
  for (const kind of Object.keys(answers)) answers[kind] = await answers[kind]
  return runDecision(pending.resume(answers, call.time()), host, call)
}

function finishPending<T>(pending: Pending, host: DecisionHost<T>, call: CallContext): T | Promise<T> {
  const decided = pending.decided as string
  const deferred = host.defer(pending, call)
  pending.free?.()
  return deferred === undefined ? host.finish(decided, call) : deferred.then(() => host.finish(decided, call))
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
