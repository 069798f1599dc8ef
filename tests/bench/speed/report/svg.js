// A diagram of lines on two axes as SVG, without a library, for light and dark pages.

const [WIDTH, HEIGHT] = [640, 300]
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 16, 40, 48]
const MARK_APART = 24
const STYLE = `
  svg { color-scheme: light dark; background: transparent }
  text { font: 12px system-ui, sans-serif; fill: #444 }
  .title { font-weight: 600; font-size: 14px }
  .grid { stroke: #8884; stroke-width: 1 }
  .line { fill: none; stroke-width: 2 }
  .a { stroke: #0b62c4 } .a-dot { fill: #0b62c4 }
  .b { stroke: #b4530a } .b-dot { fill: #b4530a }
  @media (prefers-color-scheme: dark) {
    text { fill: #ccc }
    .a { stroke: #6cb2ff } .a-dot { fill: #6cb2ff }
    .b { stroke: #ffb070 } .b-dot { fill: #ffb070 }
  }`

const number = (value) => (value >= 1000 ? `${value / 1000}k` : `${Number(value.toPrecision(3))}`)
const place = (value) => value.toFixed(1)

/** Round numbers that reach up to the largest value. */
function ticks(largest) {
  const raw = largest / 4
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].find((times) => times * power >= raw) * power
  return Array.from({ length: Math.ceil(largest / step) + 1 }, (_, index) => index * step)
}

/** `lines`: each with a name and points {x, y}. With `log`, x grows by factors; y begins at 0. */
export function chart({ title, xTitle, yTitle, log, lines }) {
  const points = lines.flatMap((line) => line.points)
  const scale = log ? Math.log10 : (value) => value
  const xs = points.map(({ x }) => scale(x))
  const [low, high] = [Math.min(...xs), Math.max(...xs)]
  const levels = ticks(Math.max(...points.map(({ y }) => y)))
  const top = levels.at(-1)
  const left = (x) => LEFT + ((scale(x) - low) / (high - low || 1)) * (WIDTH - LEFT - RIGHT)
  const down = (y) => HEIGHT - BOTTOM - (y / top) * (HEIGHT - TOP - BOTTOM)
  const grid = levels.map(
    (level) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${place(down(level))}" y2="${place(down(level))}"/>` +
      `<text x="${LEFT - 6}" y="${place(down(level) + 4)}" text-anchor="end">${number(level)}</text>`,
  )
  // Where marks would overlap, the first one is enough.
  const apart = ({ x }, index, all) => index === 0 || left(x) - left(all[index - 1].x) > MARK_APART
  const marks = lines[0].points
    .filter(apart)
    .map(({ x }) => `<text x="${place(left(x))}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${number(x)}</text>`)
  const drawn = lines.map((line, index) => drawnLine(line, 'ab'[index], index, left, down))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">`,
    `<style>${STYLE}\n</style>`,
    `<text class="title" x="${LEFT}" y="20">${title}</text>`,
    ...grid,
    ...marks,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${xTitle}</text>`,
    `<text x="14" y="${HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 14 ${HEIGHT / 2})">${yTitle}</text>`,
    ...drawn,
    '</svg>\n',
  ].join('\n')
}

function drawnLine({ name, points }, kind, index, left, down) {
  const path = points.map(({ x, y }) => `${place(left(x))},${place(down(y))}`).join(' ')
  const dots = points.map(
    ({ x, y }) => `<circle class="${kind}-dot" cx="${place(left(x))}" cy="${place(down(y))}" r="3.5"/>`,
  )
  const at = `x="${WIDTH - RIGHT}" y="${20 + index * 16}"`
  return `<polyline class="line ${kind}" points="${path}"/>${dots.join('')}<text class="${kind}-dot" ${at} text-anchor="end">${name}</text>`
}
