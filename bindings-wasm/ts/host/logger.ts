/** Where a verifier tells the operator what the caller must not know. `console` is one. */
export interface Logger {
  warn(message: string): void
}

/** Logs one line. */
export type Warn = (message: string) => void

/** A logger that throws changes no decision. */
export function warnBy(logger: Logger): Warn {
  return (message) => {
    try {
      logger.warn(`doorward: ${message}`)
    } catch {
      // The program's own logger failed, and nobody else would hear of it.
    }
  }
}

/** The type of what was thrown, and not its text: that may hold a password, or what a store looked for. */
export function kindOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : typeof thrown
}
