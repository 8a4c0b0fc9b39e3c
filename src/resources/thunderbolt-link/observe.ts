import { MacTrouble } from '../../command/errors.js'
import { hardware } from '../../macos/system-profiler-hardware.js'
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
  return {
    macs: Object.fromEntries(names.map((name, index) => [name, seen[index]?.receptacles ?? NOT_LOOKED_AT])),
    models: Object.fromEntries(names.flatMap((name, index) => modelOf(name, seen[index]))),
  }
}

const NOT_LOOKED_AT = { unknown: 'not looked at' }

function modelOf(name: string, glance: Glance | undefined): [string, string][] {
  return glance?.model === undefined ? [] : [[name, glance.model]]
}

interface Glance {
  readonly receptacles: ThunderboltLinkObserved['macs'][string]
  readonly model?: string
}

async function required(macs: Readers, name: string): Promise<Glance> {
  const mac = macs.of(name)
  const [receptacles, overview] = await Promise.all([receptaclesOf(mac), mac.ask(hardware)])
  return { receptacles, ...(overview.known && { model: overview.value.model }) }
}

// A Mac elsewhere in the lab that does not answer makes the advice poorer; it does not make this link unreachable.
async function helpful(macs: Readers, name: string): Promise<Glance> {
  try {
    return await required(macs, name)
  } catch (error) {
    if (error instanceof MacTrouble) return { receptacles: { unknown: error.short } }
    throw error
  }
}
