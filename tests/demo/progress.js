// One line per step with the seconds it took, and colours only where a person looks at them.

const coloured = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR

const paint = (code) => (text) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text)

export const red = paint(31)
export const green = paint(32)
export const dim = paint(2)
export const bold = paint(1)

const LABEL_WIDTH = 34

export async function step(label, work) {
  const began = performance.now()
  // Written before the work, so that a step that hangs has its name on the screen.
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
