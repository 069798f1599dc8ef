/** What a runtime allows, where runtimes differ. Each entry of the package names its own; nothing is guessed from a user agent. */
export interface Platform {
  /**
   * Whether a request may wait for a promise that another request made, and whether work goes on after a response. Neither is so on
   * Workers: input and output belong to the request that began them and end with it.
   */
  readonly sharedPromises: boolean
  /** Options of each `fetch`. */
  readonly fetchOptions: { readonly credentials?: 'omit'; readonly cache?: 'no-store' }
}

/** Node, Deno, Bun, browsers. No cookies, and no cache of the platform, which would hide how old keys are. */
export const SHARED: Platform = { sharedPromises: true, fetchOptions: { credentials: 'omit', cache: 'no-store' } }

/** Workers send no cookies, and refuse both options with compatibility dates before 2024-11-11. */
export const ISOLATED: Platform = { sharedPromises: false, fetchOptions: {} }

/** Frameworks of edge functions cache what is fetched unless they are told not to. */
export const EDGE: Platform = { sharedPromises: false, fetchOptions: { cache: 'no-store' } }
