import { describe, expect, it } from 'vitest'
import { parseLab } from '../../src/lab/parse.js'
import { LabError } from '../../src/lab/trouble.js'

const KEY = `SHA256:${'a'.repeat(43)}`
const MACS = `lab: x
macs:
  one: { address: one.local, hostKey: "${KEY}", model: "Mac15,14", ethernet: 192.168.1.11 }
  two: { address: 192.168.1.12, hostKey: "${KEY}", model: "Mac15,14" }
  old: { address: old.local, hostKey: "${KEY}", model: "Mac16,10" }
`

function lines(text: string): string[] {
  try {
    parseLab(MACS + text, 'x.yaml')
    return []
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    return error.troubles.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`)
  }
}

const ok = (text: string) => expect(lines(text)).toEqual([])

describe('links of a lab file', () => {
  it('go over Ethernet where both ends say so, in the short form and in the long one', () => {
    ok('links: [one:ethernet <-> two:ethernet]\n')
    ok('links: [{ between: ["one:ethernet", "two:ethernet"], kind: ethernet }]\n')
  })

  it.each([
    ['short', 'links: [one:wifi <-> two:wifi]\n', '6:9'],
    ['at one end', 'links:\n  - one:2 <-> two:2\n  - one:Wi-Fi <-> two:3\n', '8:5'],
    ['long', 'links:\n  - { between: ["one:2", "two:2"], kind: wifi }\n', '7:5'],
  ])('over Wi-Fi are refused by name, with the line and nothing else: %s', (_form, text, at) => {
    expect(lines(text)).toEqual([
      expect.stringMatching(`^${at} links\\.\\d: Wi-Fi is refused as a link: .*take a Thund`),
    ])
  })

  it.each([
    [
      'Ethernet at one end only',
      'links: [one:ethernet <-> two:3]\n',
      '6:9 links.0: one end is Ethernet and the other a receptacle; a link has Ethernet at both ends or at none',
    ],
    [
      'Ethernet in receptacles',
      'links: [{ between: ["one:1", "two:3"], kind: ethernet }]\n',
      '6:9 links.0: Ethernet has no Thunderbolt receptacle; write one:ethernet <-> two:ethernet',
    ],
    [
      'Thunderbolt at Ethernet ends',
      'links: [{ between: ["one:ethernet", "two:ethernet"], kind: tb5 }]\n',
      '6:9 links.0: tb5 is declared, and both ends are Ethernet',
    ],
    [
      'a speed of Ethernet',
      'links: [{ between: ["one:ethernet", "two:ethernet"], minimumGbps: 10 }]\n',
      '6:9 links.0: nothing measures the speed of Ethernet; leave minimumGbps out',
    ],
    [
      'more than USB4 can do',
      'links: [{ between: ["one:2", "two:2"], kind: usb4, minimumGbps: 80 }]\n',
      '6:9 links.0: kind usb4 does 40 Gb/s at most; leave minimumGbps out, or write 40',
    ],
    [
      'Ethernet of a Mac whose address is a name',
      'links: [one:ethernet <-> old:ethernet]\n',
      '6:9 links.0: old has no IPv4 address for its Ethernet; write ethernet: 192.168.1.11 under macs.old (`ipconfig getifaddr en0` prints it there)',
    ],
    [
      'the same two Macs over Ethernet twice',
      'links: [one:ethernet <-> two:ethernet, two:ethernet <-> one:ethernet]\n',
      '6:40 links.1: one:ethernet <-> two:ethernet stands here twice',
    ],
    [
      'a kind that is none',
      'links: [{ between: ["one:2", "two:2"], kind: tb6 }]\n',
      '6:46 links.0.kind: expected tb5 or tb4 or usb4 or ethernet, found "tb6"; did you mean tb5?',
    ],
  ])('are refused with %s', (_what, text, said) => {
    expect(lines(text)).toEqual([said])
  })

  it('to two Macs with one Ethernet address are refused', () => {
    const text = MACS.replace('ethernet: 192.168.1.11', 'ethernet: 192.168.1.12')
    expect(() => parseLab(`${text}links: [one:ethernet <-> two:ethernet]\n`, 'x')).toThrow(
      'one and two have one address for their Ethernet, 192.168.1.12',
    )
  })
})

describe('cables of a lab file', () => {
  const CABLES = 'cables:\n  blue: { make: Apple, length: 1m, price: 69.00 EUR, serial: C1, generation: tb5 }\n'

  it('have make, length, price and serial, and a link names its own', () => {
    const lab = parseLab(`${MACS}${CABLES}links: [{ between: ["one:2", "two:2"], cable: blue }]\n`, 'x')
    expect(lab.cables).toEqual({
      blue: { make: 'Apple', length: 1, price: '69.00 EUR', serial: 'C1', generation: 'tb5' },
    })
    expect(lab.links).toEqual([{ between: ['one:2', 'two:2'], cable: 'blue' }])
  })

  it.each([
    ['that is not there', 'bleu', '8:47 links.0.cable: there is no cable bleu; did you mean blue?'],
    ['of an older generation', 'blue', '8:47 links.0.cable: the cable blue is tb3, and the link is tb5'],
  ])('are refused where a link names one %s', (_what, name, said) => {
    const cables = CABLES.replace('generation: tb5', 'generation: tb3')
    expect(lines(`${cables}links: [{ between: ["one:2", "two:2"], cable: ${name} }]\n`)[0]).toContain(said)
  })

  it('are refused where two links name the same', () => {
    const link = (number: number) => `{ between: ["one:${number}", "two:${number}"], cable: blue }`
    expect(lines(`${CABLES}links: [${link(2)}, ${link(3)}]\n`)[0]).toContain(
      'the cable blue is used twice: by one:2 <-> two:2 and by one:3 <-> two:3',
    )
  })

  it('of an older generation do for a link that is declared as such', () => {
    const cables = CABLES.replace('generation: tb5', 'generation: tb4')
    ok(`${cables}links: [{ between: ["one:2", "two:2"], kind: tb4, cable: blue }]\n`)
  })
})
