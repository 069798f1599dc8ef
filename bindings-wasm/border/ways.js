// The ways over the border, each as a function that decides once. No imports: this runs in workerd too.

export function ways({ Engine, Requirement }, { token, policy, scope }, now) {
  const engine = new Engine(policy, 0)
  const requirement = new Requirement(scope)
  const text = () => engine.beginCredential(token, requirement, now, false)
  return {
    'flag (the decision alone)': () => engine.borderFlag(token, requirement, now),
    'text, parsed when asked for': () => text().indexOf('\n'),
    'text + JSON.parse, claims later': () => {
      const lines = text()
      return JSON.parse(lines.slice(0, lines.indexOf('\n')))
    },
    'text + JSON.parse of both lines': () => {
      const lines = text()
      const end = lines.indexOf('\n')
      return [JSON.parse(lines.slice(0, end)), JSON.parse(lines.slice(end + 1))]
    },
    'object built, claims as text': () => engine.borderBuilt(token, requirement, now),
    'object built + JSON.parse of claims': () => {
      const principal = engine.borderBuilt(token, requirement, now)
      return [principal, JSON.parse(principal.claims)]
    },
  }
}

// `times` decisions; the sum keeps the work from being optimized away.
export function repeat(way, times) {
  let sum = 0
  for (let count = 0; count < times; count += 1) if (way()) sum += 1
  return sum
}
