import { escaped, fitted } from './markup.js'
import { HEADER, layoutOf, type Box, type Line, type Plug, type Row } from './wiring-layout.js'
import type { CableState, WiringSheet } from './wiring-sheet.js'

const LEFT = 16
const BOX = 470
const EDGE = LEFT + BOX
const FIRST_LANE = EDGE + 62
const LANE = 14
const LEGEND = 76

/** How a cable is drawn: legible in black and white, by dashes and by the shape at its plugs. */
const STYLES: Readonly<Record<CableState, { readonly dash: string; readonly colour: string }>> = {
  declared: { dash: '', colour: '#1a1a1a' },
  ok: { dash: '', colour: '#1a1a1a' },
  unknown: { dash: '1 3', colour: '#1a1a1a' },
  slow: { dash: '12 3', colour: '#7a4a00' },
  missing: { dash: '2 5', colour: '#555555' },
  wrong: { dash: '2 5', colour: '#555555' },
  extra: { dash: '7 4', colour: '#a00020' },
}

/** The wiring as a drawing: a box per Mac, a row per receptacle, a line per cable. One self-contained SVG. */
export function wiringSvg(sheet: WiringSheet): string {
  const { boxes, lines, lanes, height } = layoutOf(sheet)
  const width = FIRST_LANE + Math.max(lanes, 6) * LANE + 24
  const all = height + LEGEND
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${all}" width="${width}" height="${all}" font-family="Helvetica, Arial, sans-serif" role="img">`,
    `<title>${escaped(`Wiring of the lab ${sheet.lab}`)}</title>`,
    `<rect width="${width}" height="${all}" fill="#ffffff"/>`,
    ...lines.map(lineSvg),
    ...lines.flatMap(({ number, from, to }) => (number === '' ? [] : [tag(from, number), tag(to, number)])),
    ...boxes.map(boxSvg),
    legend(sheet, height),
    '</svg>\n',
  ].join('\n')
}

function boxSvg({ name, subtitle, y, height, rows }: Box): string {
  return [
    `<rect x="${LEFT}" y="${y}" width="${BOX}" height="${height}" rx="6" fill="none" stroke="#1a1a1a" stroke-width="1.5"/>`,
    text(LEFT + 10, y + 17, fitted(name, 44), 'font-size="14" font-weight="bold"'),
    text(LEFT + 10, y + HEADER - 8, fitted(subtitle, 80), 'font-size="10.5" fill="#444444"'),
    ...rows.map(rowSvg),
  ].join('\n')
}

function rowSvg({ heading, y, plugs }: Row): string {
  return [
    text(LEFT + 14, y + 4, fitted(heading, 40), 'font-size="11"'),
    ...(plugs.length === 0
      ? [text(EDGE - 14, y + 4, 'free', 'font-size="10.5" fill="#777777" text-anchor="end"')]
      : []),
    ...plugs.map(plugSvg),
  ].join('\n')
}

function plugSvg({ y, text: words, state }: Plug): string {
  const bold = ['ok', 'declared'].includes(state) ? '' : ' font-weight="bold"'
  return [
    marker(EDGE, y, state),
    text(EDGE - 14, y + 4, fitted(words, 52), `font-size="10.5" text-anchor="end"${bold}`),
  ].join('\n')
}

function lineSvg({ state, from, to, lane }: Line): string {
  const x = FIRST_LANE + lane * LANE
  const { dash, colour } = STYLES[state]
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`
  return `<path d="M ${EDGE} ${from} H ${x} V ${to} H ${EDGE}" fill="none" stroke="${colour}" stroke-width="1.8"${dashes}/>`
}

/** The number of a cable on its line, beside each plug. */
function tag(y: number, number: string): string {
  const width = 10 + number.length * 6
  return [
    `<rect x="${EDGE + 14}" y="${y - 7.5}" width="${width}" height="15" rx="7.5" fill="#ffffff" stroke="#1a1a1a"/>`,
    text(EDGE + 14 + width / 2, y + 3.8, number, 'font-size="10.5" text-anchor="middle"'),
  ].join('\n')
}

/** Full: right. Hollow: a plug is wanted. Cross: a plug is wrong here. Triangle: too slow. Question mark: not seen. */
function marker(x: number, y: number, state: CableState): string {
  const stroke = 'stroke="#1a1a1a" stroke-width="1.6"'
  switch (state) {
    case 'ok':
      return `<circle cx="${x}" cy="${y}" r="5" fill="#1a1a1a"/>`
    case 'slow':
      return `<path d="M ${x - 6} ${y + 5} L ${x + 6} ${y + 5} L ${x} ${y - 6} Z" fill="#ffffff" ${stroke}/>`
    case 'extra':
      return `<rect x="${x - 6}" y="${y - 6}" width="12" height="12" fill="#ffffff" ${stroke}/><path d="M ${x - 4} ${y - 4} L ${x + 4} ${y + 4} M ${x - 4} ${y + 4} L ${x + 4} ${y - 4}" ${stroke}/>`
    case 'unknown':
      return `<circle cx="${x}" cy="${y}" r="6" fill="#ffffff" ${stroke}/>${text(x, y + 3.5, '?', 'font-size="10" text-anchor="middle"')}`
    default:
      return `<circle cx="${x}" cy="${y}" r="5" fill="#ffffff" ${stroke}/>`
  }
}

function legend({ looked }: WiringSheet, y: number): string {
  const entries: readonly [CableState, string][] =
    looked === null
      ? [['declared', 'a plug goes here']]
      : [
          ['ok', 'right'],
          ['missing', 'a plug goes here'],
          ['extra', 'a plug that is wrong here'],
          ['slow', 'right, but too slow'],
          ['unknown', 'not seen'],
        ]
  const items = entries.map(([state, words], index) => {
    const [x, row] = [LEFT + 14 + (index % 3) * 190, y + 12 + Math.floor(index / 3) * 24]
    return `${marker(x, row, state)}${text(x + 14, row + 4, words, 'font-size="11"')}`
  })
  const note = 'Receptacles are named as one sees them from the face they are on.'
  return [...items, text(LEFT, y + LEGEND - 12, note, 'font-size="10.5" fill="#444444"')].join('\n')
}

function text(x: number, y: number, words: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escaped(words)}</text>`
}
