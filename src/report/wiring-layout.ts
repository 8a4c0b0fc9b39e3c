import {
  plugText,
  type CableState,
  type SheetCable,
  type SheetEnd,
  type SheetMac,
  type StrayPlug,
  type WiringSheet,
} from './wiring-sheet.js'
import { stateWords } from './wiring-words.js'

/** One plug, or the place for one, in the drawing. */
export interface Plug {
  readonly y: number
  readonly text: string
  readonly state: CableState
}

export interface Row {
  readonly heading: string
  readonly y: number
  readonly plugs: readonly Plug[]
}

export interface Box {
  readonly name: string
  readonly subtitle: string
  readonly y: number
  readonly height: number
  readonly rows: readonly Row[]
}

/** A cable from row to row, in a lane of its own beside the Macs. */
export interface Line {
  readonly number: string
  readonly state: CableState
  readonly from: number
  readonly to: number
  readonly lane: number
}

export interface Layout {
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
  readonly lanes: number
  readonly height: number
}

export const HEADER = 40
const LINE = 20
const GAP = 16
const TOP = 16

/** Where everything is in the drawing: a box per Mac, a row per receptacle, a lane per cable. Nothing lies on another. */
export function layoutOf(sheet: WiringSheet): Layout {
  const ends = new Map<string, number[]>()
  let y = TOP
  const boxes = sheet.macs.map((mac): Box => {
    const top = y
    y += HEADER
    const rows = endsOf(mac).map((end): Row => {
      const wanted = plugsAt(end, sheet)
      const plugs = wanted.map(({ text, state, line }, index) => {
        const at = y + LINE * (index + 0.5)
        if (line !== null) ends.set(line, [...(ends.get(line) ?? []), at])
        return { y: at, text, state }
      })
      const row = { heading: headingOf(end, mac), y: y + LINE / 2, plugs }
      y += LINE * Math.max(1, plugs.length)
      return row
    })
    y += 6
    const box = { name: mac.name, subtitle: subtitleOf(mac), y: top, height: y - top, rows }
    y += GAP
    return box
  })
  const lines = inLanes(linesOf(sheet, ends))
  return { boxes, lines, lanes: Math.max(0, ...lines.map(({ lane }) => lane + 1)), height: y }
}

function endsOf({ name, receptacles, ethernet }: SheetMac): SheetEnd[] {
  const numbered = receptacles.map(({ number }) => ({ mac: name, receptacle: number }))
  return ethernet ? [...numbered, { mac: name, receptacle: null }] : numbered
}

function headingOf({ receptacle }: SheetEnd, { receptacles }: SheetMac): string {
  if (receptacle === null) return 'Ethernet'
  const position = receptacles.find(({ number }) => number === receptacle)?.position
  return position === null || position === undefined ? `${receptacle}` : `${receptacle}  ${position}`
}

function subtitleOf({ label, model, unseen }: SheetMac): string {
  return [label, model, unseen === null ? null : 'could not be looked at'].filter((word) => word !== null).join(' · ')
}

interface Wanted {
  readonly text: string
  readonly state: CableState
  /** What joins it with the other end; null where nothing is drawn. */
  readonly line: string | null
}

/** What is in a receptacle, and what should be. */
function plugsAt(end: SheetEnd, { cables, strays }: WiringSheet): Wanted[] {
  const own = cables.flatMap((cable): Wanted[] => {
    const far = otherEnd(cable, end)
    if (far === null) return []
    // This plug of a wrong cable may be right: hands have to move the other one alone.
    const home = cable.state === 'wrong' && strays.some((stray) => stray.far !== null && isAt(stray.far, end))
    if (home)
      return [
        {
          text: `cable ${cable.number} to ${plugText(far)}, whose other plug is wrong`,
          state: 'ok',
          line: cable.number,
        },
      ]
    const said = ['ok', 'declared'].includes(cable.state) ? '' : ` ${stateWords[cable.state]}`
    return [{ text: `cable ${cable.number}${said} to ${plugText(far)}`, state: cable.state, line: cable.number }]
  })
  const astray = strays
    .filter(({ at }) => isAt(at, end))
    .map((stray): Wanted => ({
      text: strayText(stray),
      state: 'extra',
      line: stray.far === null ? null : strayKey(stray),
    }))
  return [...own, ...astray]
}

function strayText({ far, what, to }: StrayPlug): string {
  const from = far === null ? (what ?? 'something else') : `cable from ${plugText(far)}`
  return `now: ${from}; ${to === null ? 'take it out' : `move to ${plugText(to)}`}`
}

function strayKey({ at, far }: StrayPlug): string {
  return `stray ${[at, far ?? at].map(plugText).sort().join(' ')}`
}

function linesOf({ cables, strays }: WiringSheet, ends: ReadonlyMap<string, readonly number[]>): Omit<Line, 'lane'>[] {
  const between = (key: string, number: string, state: CableState, otherwise?: number): Omit<Line, 'lane'>[] => {
    const [from, to = otherwise] = ends.get(key) ?? []
    return from === undefined || to === undefined ? [] : [{ number, state, from, to }]
  }
  const seen = new Set<string>()
  const moved = strays.flatMap((stray) => {
    const key = strayKey(stray)
    if (stray.far === null || seen.has(key)) return []
    seen.add(key)
    const far = stray.far
    // The other plug may be where it belongs: then its row shows the declared cable.
    const home = cables.find((cable) => otherEnd(cable, far) !== null)
    return between(key, '', 'extra', ends.get(home?.number ?? '')?.[home?.ends.findIndex((end) => isAt(end, far)) ?? 0])
  })
  return [...cables.flatMap(({ number, state }) => between(number, number, state)), ...moved]
}

function otherEnd({ ends: [a, b] }: SheetCable, end: SheetEnd): SheetEnd | null {
  if (isAt(a, end)) return b
  return isAt(b, end) ? a : null
}

function isAt(a: SheetEnd, b: SheetEnd): boolean {
  return a.mac === b.mac && a.receptacle === b.receptacle
}

/** Short cables get the lanes beside the Macs; no two in one lane touch. */
function inLanes(lines: readonly Omit<Line, 'lane'>[]): Line[] {
  const taken: [number, number][][] = []
  const length = ({ from, to }: { from: number; to: number }) => Math.abs(from - to)
  return [...lines]
    .sort((a, b) => length(a) - length(b))
    .map((line) => {
      const [low, high] = [Math.min(line.from, line.to) - 4, Math.max(line.from, line.to) + 4]
      const free = taken.findIndex((lane) => lane.every(([from, to]) => high < from || low > to))
      const lane = free < 0 ? taken.length : free
      taken[lane] = [...(taken[lane] ?? []), [low, high]]
      return { ...line, lane }
    })
}
