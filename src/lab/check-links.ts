import { FASTEST, isEthernet, kindOf, macOf } from './link-kind.js'
import { MAC_MODELS } from './mac-models.js'
import { hint } from './near.js'
import type { Pieces } from './pieces.js'
import type { Remark } from './place.js'

type Link = Pieces['links'] extends ReadonlyMap<number, infer L> ? L : never

/** What is wrong with the links as a whole: names, plugs used twice, kinds and receptacles that a model does not have. */
export function checkLinks(pieces: Pieces): Remark[] {
  const used = new Map<string, number>()
  const found = [...pieces.links].flatMap(([index, link]) => {
    const all = [
      ...itself(link),
      ...link.between.flatMap((end) => checkEnd(end, pieces)),
      ...kindTroubles(link, pieces),
      ...plugsOf(link).flatMap((plug) => twice(plug, index, used, pieces)),
    ]
    return all.map((message) => ({ path: ['links', index], message }))
  })
  return [...found, ...[...pieces.wifi].map((index) => ({ path: ['links', index], message: WIFI }))]
}

const WIFI =
  'Wi-Fi is refused as a link: ranks wait for each other at every token, and its delays come and go; ' +
  'take a Thunderbolt cable, or Ethernet as studio-1:ethernet <-> studio-2:ethernet'

function itself({ between }: Link): string[] {
  const [first = '', second] = between.map(macOf)
  return first === second ? [`${first} is linked with itself; a link joins two Macs`] : []
}

function checkEnd(end: string, pieces: Pieces): string[] {
  const mac = macOf(end)
  if (!pieces.names.macs.includes(mac)) return [`there is no Mac ${mac}${hint(mac, pieces.names.macs)}`]
  if (isEthernet(end)) return addressOfEthernet(mac, pieces)
  const model = MAC_MODELS[pieces.hardware.get(mac) ?? '']
  const number = Number(end.split(':')[1])
  if (number < 1) return [`${end}: receptacles are counted from 1`]
  if (model === undefined || number <= (model.receptacles ?? Infinity)) return []
  return [`${mac} is a ${model.name} with ${model.receptacles ?? 'no'} receptacles; it has no receptacle ${number}`]
}

/** MLX takes IPv4 addresses and no names, and those of two Macs must differ. */
function addressOfEthernet(mac: string, { ethernet }: Pieces): string[] {
  const own = ethernet.get(mac)
  if (own === undefined) {
    return [
      `${mac} has no IPv4 address for its Ethernet; write ethernet: 192.168.1.11 under macs.${mac} ` +
        '(`ipconfig getifaddr en0` prints it there)',
    ]
  }
  const other = [...ethernet].find(([name, address]) => name !== mac && address === own)?.[0]
  return other === undefined ? [] : [`${mac} and ${other} have one address for their Ethernet, ${own}`]
}

/** A kind that does not go with the ends, the models, or the speed that is asked for. */
function kindTroubles(link: Link, pieces: Pieces): string[] {
  const wired = link.between.filter(isEthernet).length
  const { kind: said, minimumGbps: minimum } = link
  if (wired === 1)
    return ['one end is Ethernet and the other a receptacle; a link has Ethernet at both ends or at none']
  if (wired === 2 && said !== undefined && said !== 'ethernet')
    return [`${said} is declared, and both ends are Ethernet`]
  if (wired === 0 && said === 'ethernet') {
    const ends = link.between.map((end) => `${macOf(end)}:ethernet`).join(' <-> ')
    return [`Ethernet has no Thunderbolt receptacle; write ${ends}`]
  }
  const kind = kindOf(link, (mac) => pieces.hardware.get(mac))
  if (kind === 'ethernet') {
    return minimum === undefined ? [] : ['nothing measures the speed of Ethernet; leave minimumGbps out']
  }
  const older = link.between.map(macOf).find((mac) => MAC_MODELS[pieces.hardware.get(mac) ?? '']?.thunderbolt === 4)
  const model = MAC_MODELS[pieces.hardware.get(older ?? '') ?? '']
  if (kind === 'tb5' && older !== undefined) {
    return [`${older} is a ${model?.name ?? ''} with Thunderbolt 4; leave kind out, or write kind: tb4`]
  }
  if (minimum === undefined || minimum <= FASTEST[kind]) return []
  const why = older === undefined ? `kind ${kind}` : `${older} is a ${model?.name ?? ''} with Thunderbolt 4, which`
  return [`${why} does ${FASTEST[kind]} Gb/s at most; leave minimumGbps out, or write ${FASTEST[kind]}`]
}

// Ethernet may go to any number of Macs through a switch; the same two Macs are joined by it once.
function plugsOf({ between }: Link): string[] {
  return between.every(isEthernet) ? [[...between].sort().join(' <-> ')] : between.filter((end) => !isEthernet(end))
}

function twice(plug: string, index: number, used: Map<string, number>, pieces: Pieces): string[] {
  const before = used.get(plug)
  used.set(plug, index)
  if (before === undefined || before === index) return []
  const text = (at: number): string => (pieces.links.get(at)?.between ?? []).join(' <-> ')
  if (plug.includes(' ')) return [`${plug} stands here twice`]
  return [`receptacle ${plug} is used twice: by ${text(before)} and by ${text(index)}`]
}
