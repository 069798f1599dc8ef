// Writes to stdout and waits until it is written, because all verdicts together are more than a pipe holds.
export function print(text) {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}
