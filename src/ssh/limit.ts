/** A fixed number of places; whoever comes later waits for one, first come first served. */
export class Places {
  #free: number
  #total: number
  readonly #queue: (() => void)[] = []

  constructor(total: number) {
    this.#free = total
    this.#total = total
  }

  get taken(): number {
    return this.#total - this.#free
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#take()
    try {
      return await work()
    } finally {
      this.#free += 1
      this.#next()
    }
  }

  /** Learns that there are fewer places than believed (a server with a low MaxSessions); never below one. */
  lowerTo(total: number): void {
    const lower = Math.max(1, total)
    if (lower >= this.#total) return
    this.#free -= this.#total - lower
    this.#total = lower
  }

  #take(): Promise<void> {
    return new Promise((resolve) => {
      this.#queue.push(resolve)
      this.#next()
    })
  }

  #next(): void {
    if (this.#free <= 0) return
    const first = this.#queue.shift()
    if (first === undefined) return
    this.#free -= 1
    first()
  }
}
