import { MacTrouble } from '../../command/errors.js'
import type { Readers } from '../kind.js'
import { receptaclesOf } from '../mac/receptacles.js'
import type { ThunderboltLinkInputs } from './inputs.js'
import type { ThunderboltLinkObserved } from './outputs.js'

/** Looks at every Mac that a link of the lab ends at: only together do they show the smallest set of moves. */
export async function observe(
  macs: Readers,
  { ends, declared }: Pick<ThunderboltLinkInputs, 'ends' | 'declared'>,
): Promise<ThunderboltLinkObserved> {
  const own = new Set(ends.map(({ mac }) => mac))
  const names = [...new Set([...ends, ...declared.flat()].map(({ mac }) => mac))].sort()
  const seen = await Promise.all(names.map((name) => (own.has(name) ? required(macs, name) : helpful(macs, name))))
  return { macs: Object.fromEntries(names.map((name, index) => [name, seen[index] ?? { unknown: 'not looked at' }])) }
}

type Receptacles = ThunderboltLinkObserved['macs'][string]

async function required(macs: Readers, name: string): Promise<Receptacles> {
  return receptaclesOf(macs.of(name))
}

// A Mac elsewhere in the lab that does not answer makes the advice poorer; it does not make this link unreachable.
async function helpful(macs: Readers, name: string): Promise<Receptacles> {
  try {
    return await receptaclesOf(macs.of(name))
  } catch (error) {
    if (error instanceof MacTrouble) return { unknown: error.short }
    throw error
  }
}
