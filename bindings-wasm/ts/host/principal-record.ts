/** Who acts for the subject (RFC 8693 §4.1). */
export interface Actor {
  readonly subject: string
  readonly issuer: string | null
}

/** A proof of possession that a credential is bound to: `dpop` (RFC 9449) or `mtls` (RFC 8705). */
export type Binding = 'dpop' | 'mtls'

const LETTERS: Readonly<Record<string, string>> = { n: '\n', t: '\t', e: '', '\\': '\\' }
const NOTHING: readonly never[] = Object.freeze([])

/**
 * The record of a principal, as the engine writes it: one line for each field. Much faster to read than JSON, because each field is a
 * part of the one text.
 */
export class PrincipalRecord {
  readonly subject: string | null
  readonly issuer: string | null
  readonly clientId: string | null
  readonly audience: readonly string[]
  readonly scopes: readonly string[]
  /** The places of scopes that are no wildcards, with spaces between them. */
  readonly noWildcards: string
  readonly expiresAt: number | null
  readonly issuedAt: number | null
  readonly tokenId: string | null
  readonly credential: 'jwt' | 'id_token' | 'api_key'
  readonly keyId: string | null
  readonly actors: readonly Actor[]
  readonly bindings: readonly Binding[]
  readonly tier: string | null
  readonly claims: string
  readonly #text: string
  readonly #escaped: boolean
  #at = 0

  // In the order of the lines.
  constructor(text: string) {
    // A text that is no record must not become a principal without a name.
    if (text[0] !== '\n' && text[0] !== '\\') throw new Error('this is no principal record')
    this.#text = text
    this.#escaped = this.#line() !== ''
    this.subject = this.#field()
    this.issuer = this.#field()
    this.clientId = this.#field()
    this.audience = this.#list('\t')
    this.scopes = this.#list(' ')
    this.noWildcards = this.#line()
    this.expiresAt = this.#number()
    this.issuedAt = this.#number()
    this.tokenId = this.#field()
    this.credential = this.#line() as 'jwt' | 'id_token' | 'api_key'
    this.keyId = this.#field()
    this.actors = this.#actors()
    this.bindings = this.#bindings()
    this.tier = this.#field()
    this.claims = text.slice(this.#at)
  }

  #line(): string {
    const end = this.#text.indexOf('\n', this.#at)
    const line = this.#text.slice(this.#at, end)
    this.#at = end + 1
    return line
  }

  #field(): string | null {
    return this.#unescape(this.#line())
  }

  #unescape(field: string): string | null {
    if (field === '') return null
    return this.#escaped ? field.replace(/\\(.)/g, (_, letter: string) => LETTERS[letter] as string) : field
  }

  #number(): number | null {
    const line = this.#line()
    return line === '' ? null : Number(line)
  }

  #list(separator: string): readonly string[] {
    const line = this.#line()
    if (line === '') return NOTHING
    // Most lists have one element, which need not be split.
    const fields = line.includes(separator) ? line.split(separator) : [line]
    return Object.freeze(this.#escaped ? fields.map((field) => this.#unescape(field) as string) : fields)
  }

  #actors(): readonly Actor[] {
    const line = this.#line()
    if (line === '') return NOTHING
    const fields = line.split('\t')
    const actors: Actor[] = []
    for (let index = 0; index < fields.length; index += 2) {
      const [subject, issuer] = [fields[index] as string, fields[index + 1] as string]
      actors.push(Object.freeze({ subject: this.#unescape(subject) as string, issuer: this.#unescape(issuer) }))
    }
    return Object.freeze(actors)
  }

  #bindings(): readonly Binding[] {
    const line = this.#line()
    return line === '' ? NOTHING : Object.freeze(line.split(' ') as Binding[])
  }
}
