// Writes to stdout and waits until it is written: a pipe takes less at once than all verdicts.
export function print(text) {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}
