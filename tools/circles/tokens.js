// Rust source as tokens: names and punctuation with their lines, without comments, texts and test code.

const NAME = /(?:r#)?[A-Za-z_]\w*/y
const SKIPPED = [
  /\s+/y,
  /\/\/[^\n]*/y,
  // Raw texts end at as many # as they began with.
  /b?c?r(#*)"[\s\S]*?"\1/y,
  /[bc]?"(?:[^"\\]|\\[\s\S])*"/y,
  /b?'(?:[^'\\\n]|\\(?:x[0-9a-fA-F]{2}|u\{[^}]*\}|.))'/y,
  /'[A-Za-z_]\w*/y,
  /\d[\w.]*?(?![\w])/y,
]

/** Where a block comment ends; they nest. */
function commentEnd(text, from) {
  let depth = 1
  let at = from + 2
  while (at < text.length && depth > 0) {
    if (text.startsWith('/*', at)) depth += 1
    else if (text.startsWith('*/', at)) depth -= 1
    else {
      at += 1
      continue
    }
    at += 2
  }
  return at
}

function skippedEnd(text, at) {
  if (text.startsWith('/*', at)) return commentEnd(text, at)
  for (const pattern of SKIPPED) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match !== null && match[0].length > 0) return at + match[0].length
  }
  return at
}

function scan(text) {
  const found = []
  let line = 1
  let at = 0
  while (at < text.length) {
    const from = at
    at = skippedEnd(text, at)
    if (at === from) {
      NAME.lastIndex = at
      const name = NAME.exec(text)?.[0]
      const token = name ?? (text.startsWith('::', at) ? '::' : text[at])
      found.push({ text: token.replace(/^r#/, ''), name: name !== undefined, line })
      at += token.length
    }
    for (let index = from; index < at; index += 1) if (text[index] === '\n') line += 1
  }
  return found
}

const PAIRS = { '{': '}', '[': ']', '(': ')' }

/** The index after the bracket that closes the one at `at`. */
export function closed(tokens, at) {
  const open = tokens[at].text
  let depth = 0
  for (let index = at; index < tokens.length; index += 1) {
    if (tokens[index].text === open) depth += 1
    else if (tokens[index].text === PAIRS[open]) depth -= 1
    if (depth === 0) return index + 1
  }
  return tokens.length
}

/** Whether the attribute between these indexes leaves what follows to test builds alone. */
function testsOnly(tokens, from, to) {
  const names = tokens.slice(from, to).map(({ text }) => text)
  return names[2] === 'cfg' && names.includes('test') && !names.includes('not') && !names.includes('any')
}

/** The index after the item that begins here: after its `;`, or its body. */
function itemEnd(tokens, from) {
  let at = from
  while (at < tokens.length) {
    const { text } = tokens[at]
    if (text === ';') return at + 1
    if (text === '{') return tokens[closed(tokens, at)]?.text === ';' ? closed(tokens, at) + 1 : closed(tokens, at)
    at = text === '(' || text === '[' ? closed(tokens, at) : at + 1
  }
  return at
}

/** All that is compiled without tests; of a module that is for tests alone its name is told. */
export function tokens(text) {
  const all = scan(text)
  const kept = []
  const testModules = new Set()
  for (let at = 0; at < all.length; ) {
    if (all[at].text !== '#' || !['[', '!'].includes(all[at + 1]?.text)) {
      kept.push(all[at])
      at += 1
      continue
    }
    const bracket = all[at + 1].text === '!' ? at + 2 : at + 1
    if (all[bracket]?.text !== '[') {
      at += 1
      continue
    }
    const end = closed(all, bracket)
    if (bracket === at + 1 && testsOnly(all, at, end)) {
      let item = end
      while (all[item]?.text === '#') item = closed(all, item + 1)
      const after = itemEnd(all, item)
      const named = all.slice(item, after).findIndex((token) => token.text === 'mod')
      if (named >= 0 && named < 5) testModules.add(all[item + named + 1].text)
      at = after
    } else {
      at = end
    }
  }
  return { tokens: kept, testModules }
}
