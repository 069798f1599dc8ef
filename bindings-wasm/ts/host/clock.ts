/** Gives the time in Unix seconds, possibly with a fraction. */
export type Clock = () => number

/** The clock of the platform. */
export const clock: Clock = () => Date.now() / 1000
