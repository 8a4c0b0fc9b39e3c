/** What an XML property list holds. */
export type Plist = string | number | boolean | Plist[] | { [key: string]: Plist }

const HEAD = /^\s*<\?xml version="1\.0" encoding="UTF-8"\?>\s*(?:<!DOCTYPE plist [^>]*>\s*)?<plist version="1\.0">\s*/
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Reads an XML property list as strictly as launchd: anything that is not plainly one throws with the place. */
export function readPlist(text: string): Plist {
  const head = HEAD.exec(text)
  if (head === null) throw new Error('no XML property list: header or <plist version="1.0"> is missing')
  const reader = new Reader(text, head[0].length)
  const value = reader.value()
  reader.expect('</plist>')
  reader.end()
  return value
}

/** A dictionary of a property list, or an error that says what stood there instead. */
export function isDictionary(value: Plist | undefined): value is { [key: string]: Plist } {
  return typeof value === 'object' && !Array.isArray(value)
}

class Reader {
  readonly #text: string
  #at: number

  constructor(text: string, at: number) {
    this.#text = text
    this.#at = at
  }

  value(): Plist {
    const tag = this.#tag()
    if (tag === 'true/') return true
    if (tag === 'false/') return false
    if (tag === 'array/') return []
    if (tag === 'dict/') return {}
    if (tag === 'string/') return ''
    if (tag === 'array') return this.#array()
    if (tag === 'dict') return this.#dictionary()
    if (tag === 'string') return this.#content('string')
    if (tag === 'integer') return this.#number(/^-?\d+$/, 'integer')
    if (tag === 'real') return this.#number(/^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i, 'real')
    throw this.#wrong(`a value, saw <${tag}>`)
  }

  expect(literal: string): void {
    this.#space()
    if (!this.#text.startsWith(literal, this.#at)) throw this.#wrong(literal)
    this.#at += literal.length
  }

  end(): void {
    this.#space()
    if (this.#at < this.#text.length) throw this.#wrong('the end')
  }

  #array(): Plist[] {
    const items: Plist[] = []
    while (!this.#closes('array')) items.push(this.value())
    return items
  }

  #dictionary(): { [key: string]: Plist } {
    const found: { [key: string]: Plist } = {}
    while (!this.#closes('dict')) {
      this.expect('<key>')
      const key = this.#content('key')
      if (Object.hasOwn(found, key)) throw this.#wrong(`the key ${key} once`)
      found[key] = this.value()
    }
    return found
  }

  #number(form: RegExp, name: string): number {
    const text = this.#content(name)
    if (!form.test(text)) throw this.#wrong(`a number in <${name}>, saw ${text}`)
    return Number(text)
  }

  #content(name: string): string {
    const end = this.#text.indexOf('<', this.#at)
    const raw = this.#text.slice(this.#at, end)
    this.#at = end < 0 ? this.#text.length : end
    if (!this.#text.startsWith(`</${name}>`, this.#at)) throw this.#wrong(`</${name}>`)
    this.#at += name.length + 3
    return raw.replace(/&([^;]*);?/g, (whole, entity: string) => {
      const known = ENTITIES[entity]
      if (known === undefined || !whole.endsWith(';')) throw this.#wrong(`an entity, saw ${whole}`)
      return known
    })
  }

  #closes(name: string): boolean {
    this.#space()
    if (!this.#text.startsWith(`</${name}>`, this.#at)) return false
    this.#at += name.length + 3
    return true
  }

  #tag(): string {
    this.#space()
    const match = /^<([a-z]+\s*\/?)>/.exec(this.#text.slice(this.#at, this.#at + 24))
    if (match?.[1] === undefined) throw this.#wrong('a tag')
    this.#at += match[0].length
    return match[1].replace(/\s/g, '')
  }

  #space(): void {
    for (;;) {
      while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1
      if (!this.#text.startsWith('<!--', this.#at)) return
      const end = this.#text.indexOf('-->', this.#at)
      if (end < 0) throw this.#wrong('the end of a comment')
      this.#at = end + 3
    }
  }

  #wrong(expected: string): Error {
    const line = this.#text.slice(0, this.#at).split('\n').length
    return new Error(`property list, line ${line}: expected ${expected}`)
  }
}
