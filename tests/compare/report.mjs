// What the answers add up to, as Markdown.
const WRONG = { true: ['refuses', 'raises'], false: ['accepts'] }

const row = (cells) => `| ${cells.join(' | ')} |`
const count = (list, test) => list.filter(test).length

function index(answers) {
  const peers = [...new Set(answers.map(({ peer }) => peer))]
  const found = new Map(answers.map((one) => [`${one.peer}\n${one.id}`, one]))
  return { peers, of: (peer, id) => found.get(`${peer}\n${id}`) }
}

export function table(all, answers) {
  const { peers, of } = index(answers)
  const wrong = (peer, genuine) => (one) => one.genuine === genuine && WRONG[genuine].includes(of(peer, one.id).answer)
  const line = (name, some) => {
    const asked = [count(some, (one) => !one.genuine), count(some, (one) => one.genuine)]
    const cells = peers.map((peer) => `${count(some, wrong(peer, false))} / ${count(some, wrong(peer, true))}`)
    return row([name, asked.join(' / '), ...cells])
  }
  const left = (peer, genuine) => count(all, (one) => one.genuine === genuine && of(peer, one.id).answer === 'left out')
  const groups = [...new Set(all.map(({ group }) => group))]
  return [
    row(['vectors', 'to refuse / genuine', ...peers]),
    row(['---', '---:', ...peers.map(() => '---:')]),
    ...groups.map((group) =>
      line(
        group,
        all.filter((one) => one.group === group),
      ),
    ),
    line('**all**', all),
    row(['left out', '', ...peers.map((peer) => `${left(peer, false)} / ${left(peer, true)}`)]),
    '',
  ].join('\n')
}

// Kinds of tokens to refuse, by group and id; the first that fits counts.
const KINDS = [
  ['forged: signature, algorithm, the RFCs’ bad examples', /^(signatures|algorithms|rfc|api_keys_legacy)\//],
  ['beyond Doorward’s own limits of size, depth and numbers', /\/(size|depth|exp-2)-|(claim|header)-1e400$/],
  ['issuer and audience', /^audience_issuer\//],
  ['`exp` at its last second', /^lifetime\/exp-leeway-\d+-at/],
  ['`exp`, `nbf` otherwise', /^lifetime\/(exp|nbf)|exp-(minus-)?1e400$/],
  ['`iat` in the future, no number, or missing beside an age limit', /^lifetime\/(iat|max-age|now)/],
  ['duplicate members', /^strict_json\/(header-)?duplicate/],
  ['not UTF-8, lone surrogates, other text that is no JSON', /^strict_json\//],
  ['loose base64url, white space, parts', /^malformed\//],
  ['`crit`, `b64`', /^header\/(crit|b64)/],
  ['`typ` of another kind of token, or no string', /^(type\/typ-|header\/typ-)/],
  ['not of RFC 9068, where the policy demands it', /^type\/rfc9068/],
  ['ID, refresh or logout token by its claims', /^type\//],
  ['`kid`, and which key of a set', /^(header\/kid|key_selection\/)/],
  ['other header members', /^header\//],
  ['bound token (`cnf`) as a bearer', /^claims\/(cnf|scope-claim-before-cnf|sub-before-cnf)/],
  ['required claim missing or null', /^claims\/required/],
  ['`sub`, `jti` empty or no string', /^claims\/(sub|jti)/],
  ['`client_id`, `azp`, scopes, `act` of the wrong form', /^(claims|claim_names|scopes|actors)\//],
]

export function kinds(all, answers) {
  const { peers, of } = index(answers)
  const kindOf = (one) => KINDS.findIndex(([, test]) => test.test(`${one.group}/${one.id}`))
  const forged = all.filter(({ genuine }) => !genuine)
  const line = ([name], at) => {
    const some = forged.filter((one) => kindOf(one) === at)
    const cells = peers.map((peer) => {
      const asked = some.filter((one) => of(peer, one.id).answer !== 'left out')
      return `${count(asked, (one) => of(peer, one.id).answer === 'accepts')} of ${asked.length}`
    })
    return row([name, ...cells])
  }
  return [
    row(['accepted of those to refuse', ...peers]),
    row(['---', ...peers.map(() => '---:')]),
    ...KINDS.map(line),
    '',
  ].join('\n')
}

export function list(all, answers) {
  const { peers, of } = index(answers)
  return peers
    .map((peer) => {
      const lines = all.flatMap((one) => {
        const { answer, why } = of(peer, one.id)
        const shown = WRONG[one.genuine].includes(answer) || answer === 'left out' || answer === 'raises'
        return shown
          ? [`${one.genuine ? 'genuine' : 'forged '} ${answer} ${one.group}/${one.id}: ${one.about} [${why}]`]
          : []
      })
      return `## ${peer}\n${lines.join('\n')}\n`
    })
    .join('\n')
}
