import type { Place, Wiring } from './plugged.js'

function wiring(name: string, receptacles: Wiring['receptacles'], ...cables: readonly string[]): Wiring {
  const links = cables.map((text): [Place, Place] => {
    const [a = '', b = ''] = text.split(' ')
    return [a, b]
  })
  const macs = [...new Set(links.flat().map((place) => place.slice(0, 1)))].sort()
  return { name, macs, receptacles, links }
}

/** One of each shape of 2 to 4 Macs, with receptacles to spare where the shape leaves any. */
export const WIRINGS: readonly Wiring[] = [
  wiring('pair', 4, 'a:2 b:2'),
  wiring('doubled pair', 4, 'a:1 b:1', 'a:2 b:2'),
  wiring('chain of 3', 4, 'a:2 b:1', 'b:2 c:1'),
  wiring('ring of 3', 4, 'a:2 b:1', 'b:2 c:1', 'c:2 a:1'),
  wiring('doubled chain of 3', 4, 'a:1 b:1', 'a:2 b:2', 'b:3 c:1'),
  wiring('chain of 4', 3, 'a:2 b:1', 'b:2 c:1', 'c:2 d:1'),
  wiring('ring of 4', 3, 'a:2 b:1', 'b:2 c:1', 'c:2 d:1', 'd:2 a:1'),
  wiring('star of 4', 3, 'a:1 b:1', 'a:2 c:1', 'a:3 d:1'),
  wiring('two islands', 3, 'a:1 b:1', 'c:1 d:1'),
  wiring('mesh of 4', 4, 'a:1 b:1', 'a:2 c:1', 'a:3 d:1', 'b:2 c:2', 'b:3 d:2', 'c:3 d:3'),
]

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f']

function meshOf(count: number): Wiring {
  const next = new Map<string, number>()
  const port = (mac: string) => {
    const number = (next.get(mac) ?? 0) + 1
    next.set(mac, number)
    return `${mac}:${number}`
  }
  const macs = LETTERS.slice(0, count)
  const pairs = macs.flatMap((a, at) => macs.slice(at + 1).map((b) => `${port(a)} ${port(b)}`))
  return wiring(`mesh of ${count}`, 6, ...pairs)
}

function ringOf(count: number): Wiring {
  const macs = LETTERS.slice(0, count)
  const cables = macs.map((mac, at) => `${mac}:2 ${macs[(at + 1) % count] ?? 'a'}:1`)
  return wiring(`ring of ${count}`, 4, ...cables)
}

export const LARGER: readonly Wiring[] = [ringOf(5), ringOf(6), meshOf(5), meshOf(6)]
