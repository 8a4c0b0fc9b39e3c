/** A clock that runs out once, unless it is over before; it can be wound up again, and stand still. */
export class Deadline {
  readonly #expire: () => void
  #seconds: number
  #timer: NodeJS.Timeout | undefined
  #over = false

  constructor(seconds: number, expire: () => void) {
    this.#seconds = seconds
    this.#expire = expire
    this.wind()
  }

  /** Starts the full time again, or another one. */
  wind(seconds = this.#seconds): void {
    this.halt()
    if (this.#over) return
    this.#seconds = seconds
    this.#timer = setTimeout(this.#expire, seconds * 1000)
  }

  halt(): void {
    clearTimeout(this.#timer)
  }

  /** Never expires after this. */
  over(): void {
    this.#over = true
    this.halt()
  }
}

/** The work, or a rejection when it takes longer than this; the work itself is not stopped. */
export function within<T>(seconds: number, work: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline = new Deadline(seconds, () => {
      reject(late())
    })
    work
      .finally(() => {
        deadline.over()
      })
      .then(resolve, reject)
  })
}
