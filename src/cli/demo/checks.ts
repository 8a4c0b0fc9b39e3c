/** What the demo promised and what came: the exit code is 0 only when every check held. */
export class Checks {
  readonly #failed: string[] = []
  readonly #say: (line: string) => void

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  /** Notes one promise; `seen` is shown when it did not hold. */
  hold(promise: string, held: boolean, seen = ''): void {
    this.#say(
      `  ${held ? 'ok  ' : 'FAIL'} ${promise}${held || seen === '' ? '' : `\n       ${seen.replaceAll('\n', '\n       ')}`}`,
    )
    if (!held) this.#failed.push(promise)
  }

  get failed(): readonly string[] {
    return this.#failed
  }
}
