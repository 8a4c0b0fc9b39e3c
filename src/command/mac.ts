import type { Command } from './command.js'
import type { Answer, Question } from './question.js'

/** One change to a Mac: a sentence for progress and errors, and commands run in order; the first failure ends it. */
export interface Tell {
  readonly what: string
  readonly commands: readonly Command[]
  /** Exit codes other than 0 that are success too, by index of the command (for example 3 from bootout of an absent job). */
  readonly accept?: Readonly<Record<number, readonly number[]>>
}

/** Asks one Mac. Answers of the base look are shared until a tell; others are gathered for about 20 ms into one exec. */
export interface Reader {
  readonly mac: string
  /** What is in front of every absolute path on this Mac: empty on a real one, the private folder of a sim Mac. Throws Unreachable. */
  prefix(): Promise<string>
  ask<T>(question: Question<T>): Promise<Answer<T>>
}

/** A run of bytes on the operator's disk, readable from any offset. */
export interface ByteSource {
  readonly name: string
  readonly size: number
  read(from: number): AsyncIterable<Uint8Array>
}

/** Files on the operator's disk that may be sent to a Mac. */
export interface LocalFiles {
  /** A file of a folder. Throws `precondition` when it is not there or cannot be read. */
  open(folder: string, name: string): Promise<ByteSource>
}

/** Changes one Mac. Every tell invalidates the look of that Mac. Preview never holds one. */
export interface Writer extends Reader {
  tell(tell: Tell): Promise<void>
  /** Appends the bytes of the source from `from` on to a file that the login user can write. Reports bytes sent so far. */
  send(source: ByteSource, to: string, from: number, progress: (bytes: number) => void): Promise<void>
  /** Forgets all answers, and that the Mac did not answer: for who waits until it is back from a restart. */
  renew(): void
  /**
   * Comes back to the Mac by a connection made now, with the pinned key, whatever connection stands: one that is open
   * outlives a lost route. Throws what a first connection throws.
   */
  reconnect(): Promise<void>
  /** A line of progress for the resource at work. */
  progress(line: string): void
}
