// A peer in Node: it reads the configuration from the first line of stdin, then "<id> <token>" lines, and answers each with "<id> ok"
// or "<id> no <reason>" as soon as it has decided.
import { createInterface } from 'node:readline'

export async function serve(make) {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  const { value } = await lines.next()
  const { about, verify } = await make(JSON.parse(value))
  console.log(JSON.stringify(about))
  for await (const line of lines) {
    const [id, token] = line.split(' ')
    verify(token).then(
      () => process.stdout.write(`${id} ok\n`),
      (error) => process.stdout.write(`${id} no ${error.code ?? error.name}\n`),
    )
  }
  process.exit(0)
}
