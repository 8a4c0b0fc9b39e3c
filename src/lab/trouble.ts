/** One thing wrong with a lab file: where, what was expected, and the nearest valid word. */
export interface LabTrouble {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly path: string
  readonly message: string
}

/** Everything wrong with a lab file at once; the message has one `file:line:column` sentence per trouble. */
export class LabError extends Error {
  readonly troubles: readonly LabTrouble[]

  constructor(troubles: readonly LabTrouble[]) {
    super(
      troubles
        .map((t) => `${t.file}:${t.line}:${t.column}: ${t.path === '' ? '' : `${t.path}: `}${t.message}`)
        .join('\n'),
    )
    this.name = 'LabError'
    this.troubles = troubles
  }
}
