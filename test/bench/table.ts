import type { Figure } from './measure.js'

/** One line per figure: what, its median, and where there is one the promise, marked when it is not kept. */
export function figureTable(figures: readonly Figure[]): string {
  const wide = Math.max(...figures.map(({ what }) => what.length))
  return figures.map((figure) => `  ${figure.what.padEnd(wide)}  ${shown(figure)}`).join('\n')
}

function shown({ value, unit, expected, samples = [], note }: Figure): string {
  const text = `${value.toFixed(value < 20 ? 1 : 0).padStart(8)} ${unit}`
  const spread = samples.length > 1 ? `  (${Math.min(...samples).toFixed(0)}–${Math.max(...samples).toFixed(0)})` : ''
  if (expected === undefined) return `${text}${spread}${note === undefined ? '' : `  ${note}`}`
  return `${text}${spread}  ${value <= expected ? 'kept' : 'NOT KEPT'}: at most ${expected}`
}
