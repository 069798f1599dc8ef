/** What a runtime allows, where runtimes differ. Each entry names its own; nothing is guessed from a user agent. */
export interface Platform {
  /**
   * Whether a request may wait for a promise that another one made, and work goes on after an answer.
   * On Workers neither holds: input and output belong to the request that began them and end with it.
   */
  readonly sharedPromises: boolean
  /** What a fetch is asked for besides. */
  readonly fetchOptions: { readonly credentials?: 'omit'; readonly cache?: 'no-store' }
}

/** Node, Deno, Bun, browsers. No cookies, and the platform's own cache does not decide how old keys are. */
export const SHARED: Platform = { sharedPromises: true, fetchOptions: { credentials: 'omit', cache: 'no-store' } }

/** Workers send no cookies; before 2024-11-11 they refuse both options. */
export const ISOLATED: Platform = { sharedPromises: false, fetchOptions: {} }

/** Frameworks of edge functions keep what is fetched unless they are told not to. */
export const EDGE: Platform = { sharedPromises: false, fetchOptions: { cache: 'no-store' } }
