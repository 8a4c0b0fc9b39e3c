import type { Tally } from './run.js'

/** What came of the inputs of one parser. */
export type Row = Omit<Tally, 'failures'>

export const EMPTY: Row = { inputs: 0, answered: 0, refused: 0, failed: 0 }

export function add(row: Row, tally: Row): Row {
  return {
    inputs: row.inputs + tally.inputs,
    answered: row.answered + tally.answered,
    refused: row.refused + tally.refused,
    failed: row.failed + tally.failed,
  }
}

/** The table at the end of a run, in Markdown. */
export function table(rows: ReadonlyMap<string, Row>, seed: number, seconds: number): string {
  const sum = [...rows.values()].reduce(add, EMPTY)
  const lines = [...rows, ['all', sum] as const].map(
    ([name, { inputs, answered, refused, failed }]) => `| ${name} | ${inputs} | ${answered} | ${refused} | ${failed} |`,
  )
  const head = '| parser | inputs | answered | refused | wrong, crashed |\n| --- | ---: | ---: | ---: | ---: |'
  return `\nSeed ${seed}, ${Math.round(seconds)} s\n\n${head}\n${lines.join('\n')}\n`
}
