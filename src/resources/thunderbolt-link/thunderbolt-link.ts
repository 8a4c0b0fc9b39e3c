import { MacTrouble } from '../../command/errors.js'
import type { Kind, Readers } from '../kind.js'
import { isUnknown } from '../words.js'
import { cablingOf, inOrder, sameEnd } from './cabling.js'
import { diff } from './diff.js'
import { findings } from './findings.js'
import { thunderboltLinkInputs, type LinkEnd, type ThunderboltLinkInputs } from './inputs.js'
import { observe } from './observe.js'
import { thunderboltLinkObserved, type ThunderboltLinkObserved } from './outputs.js'
import { sightOf } from './sight.js'
import { workOrders } from './work-orders.js'

/** One cable between two receptacles: verified from both ends in one look, moved by a person's hands. */
export const thunderboltLink: Kind<ThunderboltLinkInputs, ThunderboltLinkObserved> = {
  name: 'ThunderboltLink',
  inputs: thunderboltLinkInputs,
  observed: thunderboltLinkObserved,
  id: ({ ends: [a, b] }) => `ThunderboltLink/${inOrder(a, b).map(idPart).join('--')}`,
  macs: ({ ends }) => [...new Set(ends.map(({ mac }) => mac))],
  observe,
  diff,
  findings,
  doubts,
  workOrders,
  converge: async () => {},
  release: async () => {},
  apart: true,
  mirror,
  adopt,
  establishes: (inputs, observed) => {
    const sight = sightOf(inputs, observed)
    return sight.is === 'linked' ? { linked: true, fast: (sight.gbps ?? 0) >= inputs.minimumGbps } : { linked: false }
  },
}

function idPart({ mac, receptacle }: LinkEnd): string {
  return `${mac}.${receptacle}`
}

function doubts({ ends }: ThunderboltLinkInputs, { macs }: ThunderboltLinkObserved): string[] {
  return ends.flatMap(({ mac }) => {
    const receptacles = macs[mac]
    return isUnknown(receptacles) ? [`macs.${mac}: ${receptacles.unknown}`] : []
  })
}

// The link as it is plugged: the end at its right place keeps its place, the other one is where its plug is.
function mirror(inputs: ThunderboltLinkInputs, observed: ThunderboltLinkObserved): ThunderboltLinkInputs {
  const sight = sightOf(inputs, observed)
  if (sight.is === 'linked' && sight.gbps !== null && sight.gbps < inputs.minimumGbps) {
    return { ...inputs, minimumGbps: sight.gbps }
  }
  if (sight.is !== 'apart') return inputs
  const [a, b] = inputs.ends
  const { cables } = cablingOf(observed)
  const other = (end: LinkEnd) =>
    cables.find((cable) => cable.some((each) => sameEnd(each, end)))?.find((each) => !sameEnd(each, end))
  const [fromA, fromB] = [other(a), other(b)]
  if (fromA !== undefined) return { ...inputs, ends: [a, fromA] }
  return fromB !== undefined ? { ...inputs, ends: [fromB, b] } : { ...inputs, minimumGbps: 0 }
}

async function adopt(macs: Readers, id: string): Promise<ThunderboltLinkInputs> {
  const match = /^ThunderboltLink\/(.+)\.(\d)--(.+)\.(\d)$/.exec(id)
  if (match === null) {
    throw new MacTrouble('invalid', { doing: `import ${id}`, seen: 'not ThunderboltLink/<mac>.<n>--<mac>.<n>' })
  }
  const end = (mac: string | undefined, number: string | undefined) => ({ mac: mac ?? '', receptacle: Number(number) })
  const ends: [LinkEnd, LinkEnd] = [end(match[1], match[2]), end(match[3], match[4])]
  const inputs = { needs: [], ends, minimumGbps: 80, declared: [ends] }
  const sight = sightOf(inputs, await observe(macs, inputs))
  if (sight.is === 'linked') return { ...inputs, minimumGbps: Math.min(80, sight.gbps ?? 80) }
  throw new MacTrouble('precondition', { doing: `import ${id}`, seen: 'there is no such cable between the two Macs' })
}
