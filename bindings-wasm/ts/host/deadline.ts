/** Waits for a promise, but not longer than this; then `late` says what comes instead, or throws. */
export function inTime<T>(promise: Promise<T>, milliseconds: number, late: () => T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const alarm = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  return Promise.race([promise, alarm.then(late)]).finally(() => clearTimeout(timer))
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
