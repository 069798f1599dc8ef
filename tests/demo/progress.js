// One line for each step with its seconds; colours only on a terminal.

const coloured = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR

const paint = (code) => (text) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text)

export const red = paint(31)
export const green = paint(32)
export const dim = paint(2)
export const bold = paint(1)

const LABEL_WIDTH = 34

export async function step(label, work) {
  const began = performance.now()
  // Before the work, so that the screen shows the name of a step that hangs.
  process.stdout.write(`  ${`${label} `.padEnd(LABEL_WIDTH, '.')} `)
  try {
    const { result, note = '' } = await work()
    process.stdout.write(`${seconds(began)}  ${dim(note)}\n`)
    return result
  } catch (error) {
    process.stdout.write(`${red('failed')} after ${seconds(began)}\n`)
    throw error
  }
}

function seconds(began) {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`.padStart(6)
}
