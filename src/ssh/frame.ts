/** One mark in the stream: its words, and the bytes since the mark before it; null = more than a stream may have. */
export interface Mark {
  readonly words: readonly string[]
  readonly before: Buffer | null
}

/** The most that one stream of one command may say, in bytes. */
export const STREAM_CAP = 8 * 2 ** 20

/** Room for the words of one mark. */
const LINE = 4096

/** Cuts a stream at the lines that begin with this run's sentinel, which nobody but our own script knows. */
export class Framer {
  readonly #sentinel: Buffer
  #rest: Buffer = Buffer.from('\n')
  #searched = 0
  #dropped = false

  constructor(sentinel: string) {
    this.#sentinel = Buffer.from(`\n${sentinel} `)
  }

  /** The marks that this chunk completes. Memory stays bounded whatever comes. */
  push(chunk: Buffer): Mark[] {
    this.#rest = Buffer.concat([this.#rest, chunk])
    const marks: Mark[] = []
    for (let mark = this.#cut(); mark !== null; mark = this.#cut()) marks.push(mark)
    if (this.#rest.length > STREAM_CAP + LINE) {
      this.#rest = this.#rest.subarray(-LINE)
      this.#searched = 0
      this.#dropped = true
    }
    return marks
  }

  #cut(): Mark | null {
    const at = this.#rest.indexOf(this.#sentinel, this.#searched)
    if (at < 0) {
      this.#searched = Math.max(0, this.#rest.length - this.#sentinel.length)
      return null
    }
    const begin = at + this.#sentinel.length
    const end = this.#rest.indexOf(10, begin)
    this.#searched = at
    if (end < 0) return null
    const words = this.#rest.subarray(begin, end).toString('utf8').split(' ')
    const before = this.#dropped || at > STREAM_CAP ? null : this.#rest.subarray(0, at)
    this.#rest = this.#rest.subarray(end + 1)
    this.#searched = 0
    this.#dropped = false
    return { words, before }
  }
}
