import { describe, expect, it } from 'vitest'
import { sheetOf } from '../../src/cli/wiring/sheet.js'
import { parseLab } from '../../src/lab/parse.js'
import { wiringHtml } from '../../src/report/wiring-html.js'
import type { WiringSheet } from '../../src/report/wiring-sheet.js'
import { wiringSvg } from '../../src/report/wiring-svg.js'
import { wiringText } from '../../src/report/wiring-text.js'

const KEY = `SHA256:${'a'.repeat(43)}`

function sheet(count: number, links: readonly string[], more = '', label = 'rack 1, shelf B'): WiringSheet {
  const macs = Array.from({ length: count }, (_, n) => {
    return `  studio-${n + 1}: { address: a, hostKey: "${KEY}", model: "Mac15,14", ethernet: 10.0.0.${n + 1}, label: ${JSON.stringify(label)} }`
  })
  const text = `lab: test\nmacs:\n${macs.join('\n')}\n${more}${links.length === 0 ? '' : `links:\n${links.map((link) => `  - ${link}`).join('\n')}\n`}`
  return sheetOf(parseLab(text, 'test.yaml'), null)
}

function mesh(count: number): string[] {
  const next = Array.from({ length: count }, () => 1)
  const end = (mac: number) => {
    const receptacle = next[mac] ?? 1
    next[mac] = receptacle + 1
    return `studio-${mac + 1}:${receptacle}`
  }
  return next.flatMap((_, a) => next.slice(a + 1).map((__, more) => `${end(a)} <-> ${end(a + 1 + more)}`))
}

const ring = (count: number) =>
  Array.from({ length: count }, (_, n) => `studio-${n + 1}:2 <-> studio-${((n + 1) % count) + 1}:3`)

/** As wide as a broad typeface prints it. */
const WIDTH = 0.62

interface Area {
  readonly words: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function texts(svg: string): Area[] {
  return [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)" ([^>]*)>([^<]*)<\/text>/g)].map(
    ([, x = '', y = '', attributes = '', words = '']) => {
      const size = Number(/font-size="([\d.]+)"/.exec(attributes)?.[1])
      const width = words.replaceAll(/&\w+;/g, '&').length * size * WIDTH
      const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1]
      const left = Number(x) - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0)
      return { words, left, right: left + width, top: Number(y) - size * 0.75, bottom: Number(y) + size * 0.2 }
    },
  )
}

function overlapping(areas: readonly Area[]): string[] {
  return areas.flatMap((a, index) =>
    areas
      .slice(index + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.words} | ${b.words}`),
  )
}

/** Tags that are never closed, or closed by another one. */
function unbalanced(xml: string): string[] {
  const open: string[] = []
  for (const [, closes, name = '', ends] of xml.matchAll(/<(\/?)([a-z]\w*)(?:[^>"]|"[^"]*")*?(\/?)>/g)) {
    if (closes === '/') {
      if (open.pop() !== name) return [name]
    } else if (ends !== '/') open.push(name)
  }
  return open
}

const LABS: [string, WiringSheet][] = [
  ['two Macs', sheet(2, mesh(2))],
  ['a mesh of four', sheet(4, mesh(4))],
  ['a ring of five', sheet(5, ring(5))],
  ['a mesh of seven', sheet(7, mesh(7))],
  [
    'three over Ethernet',
    sheet(3, ['studio-1:ethernet <-> studio-2:ethernet', 'studio-2:ethernet <-> studio-3:ethernet']),
  ],
  ['sixteen in a ring', sheet(16, ring(16))],
]

describe('the drawing', () => {
  it.each(LABS)('of %s has no text on another one', (_name, one) => {
    expect(overlapping(texts(wiringSvg(one)))).toEqual([])
  })

  it.each(LABS)('of %s leads no cable along another one', (_name, one) => {
    const paths = [...wiringSvg(one).matchAll(/<path d="M [\d.]+ ([\d.]+) H ([\d.]+) V ([\d.]+) H/g)]
    const lanes = paths.map(([, from, x, to]) => ({
      x: Number(x),
      low: Math.min(Number(from), Number(to)),
      high: Math.max(Number(from), Number(to)),
    }))
    expect(lanes).toHaveLength(one.cables.length)
    const touching = lanes.filter((a, index) =>
      lanes.slice(index + 1).some((b) => a.x === b.x && a.low <= b.high && b.low <= a.high),
    )
    // Over Ethernet several links leave one port.
    expect(touching).toEqual([])
  })

  it('is well-formed, and shows every receptacle with its place and its cable', () => {
    const svg = wiringSvg(sheet(4, mesh(4)))
    expect(unbalanced(svg)).toEqual([])
    expect(svg.match(/back, far right \(next to Ethernet\)/g)).toHaveLength(4)
    expect(svg).toContain('cable 6 to studio-4:3')
  })

  it('shows what a person wrote as text, whatever it is', () => {
    const one = sheet(2, mesh(2), '', '</svg><script>alert("1")</script> & \u0007')
    for (const text of [wiringSvg(one), wiringHtml(one)]) {
      expect(text).not.toContain('<script')
      expect(text).not.toContain('\u0007')
      expect(text).toContain('&lt;/svg&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; ')
    }
    expect(unbalanced(wiringSvg(one))).toEqual([])
  })
})

describe('the page', () => {
  it('needs nothing from elsewhere, and repeats the head of a table on each sheet of paper', () => {
    const html = wiringHtml(sheet(7, mesh(7)))
    expect(html).not.toMatch(/<(?:script|link|img|iframe)|src=|@import|url\(/)
    expect(html).toContain('@page')
    expect(html).toContain('table-header-group')
    expect(html.match(/<tr>/g)?.length).toBeGreaterThan(21)
  })
})

describe('cables to have', () => {
  const cables =
    'cables:\n  blue: { make: Apple, length: 1m, price: 69.00 EUR }\n  red: { make: Apple, length: 1m, price: 69.00 EUR }\n'
  const link = (n: number, cable: string) => `{ between: ["studio-1:${n}", "studio-2:${n}"], cable: ${cable} }`

  it('are listed by sort, length and price, and summed up', () => {
    const one = sheet(2, [link(2, 'blue'), link(3, 'red'), 'studio-1:4 <-> studio-2:4'], cables)
    expect(one.shopping).toEqual([
      { what: 'Thunderbolt 5 cable, Apple, 1 m', needed: 2, missing: null, price: '69.00 EUR' },
      { what: 'Thunderbolt 5 cable, length to be measured', needed: 1, missing: null, price: null },
    ])
    expect(wiringText(one)).toContain('together 138.00 EUR, and 1 without a price')
  })
})
