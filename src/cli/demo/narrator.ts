/** A row of the engine: sign, type, name, what was done, how long it took; progress of work that goes on is none. */
const ROW =
  /^\s*([-+~]*)\s+[\w:]+:(\w+) (\S+) ((?:creat|updat|delet|replac)ed|(?:create|update|delete|replace)|\*\*\w+ failed\*\*)(?![\w*])(?: \(([\d.]+m?s)\))?(?: \[diff: [^\]]*\];?)?(.*)$/
const MESSAGE = /\b(waiting|warning|error): (.+)$/
const TOTAL = /^\s+(?:[-+~] )?(\d+ (?:created|updated|deleted|to \w+|unchanged).*)$/

/** Resources of the engine's own. */
const FRAME = new Set(['Stack', 'macloom'])

/**
 * Hears one run of the engine and says what a person would read, each thing once: the engine tells a message at its row,
 * again when the row is done, and once more at the end.
 */
export class Narrator {
  readonly #say: (line: string) => void
  readonly #told = new Set<string>()
  #rest = ''

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  hear(chunk: string): void {
    const lines = `${this.#rest}${chunk}`.split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#read(line.trimEnd())
  }

  #read(line: string): void {
    const [, word = '', text = ''] = MESSAGE.exec(line) ?? []
    const [, sign = '', kind = '', name = '', verb = '', took, progress = ''] = ROW.exec(line) ?? []
    if (verb !== '' && !FRAME.has(kind)) {
      const last = word === '' ? progress.trim() : ''
      this.#tell([sign, kind, name, verb, ...(took === undefined ? [] : [`(${took})`]), last].join(' ').trimEnd())
    }
    if (word !== '') this.#tell(`${word}: ${text}`)
    const [, total] = TOTAL.exec(line) ?? []
    if (total !== undefined) this.#tell(total)
  }

  #tell(line: string): void {
    if (this.#told.has(line)) return
    this.#told.add(line)
    this.#say(`  | ${line}`)
  }
}
