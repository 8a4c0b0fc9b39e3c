import { MacTrouble } from '../../command/errors.js'
import { ibvPorts, type IbvPort } from '../../macos/rdma.js'
import { hardware } from '../../macos/system-profiler-hardware.js'
import type { Readers } from '../kind.js'
import { receptaclesOf } from '../mac/receptacles.js'
import { isUnknown } from '../words.js'
import { endText } from './cabling.js'
import { remembered } from './history.js'
import type { LinkEnd, ThunderboltLinkInputs } from './inputs.js'
import type { ThunderboltLinkObserved } from './outputs.js'
import { sightOf } from './sight.js'

/**
 * Looks at every Mac that a link of the lab ends at: only together do they show the smallest set of moves. `last` is what
 * was seen before: the cable's history goes on from there.
 */
export async function observe(
  macs: Readers,
  { ends, declared }: Pick<ThunderboltLinkInputs, 'ends' | 'declared'>,
  last: ThunderboltLinkObserved | null = null,
): Promise<ThunderboltLinkObserved> {
  const own = new Set(ends.map(({ mac }) => mac))
  const names = [...new Set([...ends, ...declared.flat()].map(({ mac }) => mac))].sort()
  const seen = await Promise.all(names.map((name) => (own.has(name) ? required(macs, name) : helpful(macs, name))))
  const glances = Object.fromEntries(names.map((name, index) => [name, seen[index] ?? NOT_LOOKED_AT]))
  const observed = {
    macs: Object.fromEntries(names.map((name) => [name, (glances[name] ?? NOT_LOOKED_AT).receptacles])),
    models: Object.fromEntries(names.flatMap((name) => named(name, glances[name]?.model))),
    rdma: Object.fromEntries(ends.flatMap((end) => named(endText(end), stateOf(end, glances[end.mac])))),
  }
  return { ...observed, history: historyOf(ends, observed, last) }
}

/** What one Mac shows of its plugs. */
interface Glance {
  readonly receptacles: ThunderboltLinkObserved['macs'][string]
  readonly model?: string | undefined
  readonly ports?: readonly IbvPort[] | undefined
}

const NOT_LOOKED_AT: Glance = { receptacles: { unknown: 'not looked at' } }

function named(key: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[key, value]]
}

function stateOf({ receptacle }: LinkEnd, glance: Glance | undefined): string | undefined {
  if (glance === undefined || isUnknown(glance.receptacles)) return undefined
  const device = glance.receptacles.find(({ number }) => number === receptacle)?.interface
  return glance.ports?.find((port) => port.device === `rdma_${device ?? ''}`)?.state
}

// Where one of its own Macs could not be read, nothing was seen of the cable, not even that it is out.
function historyOf(
  ends: ThunderboltLinkInputs['ends'],
  observed: Pick<ThunderboltLinkObserved, 'macs'>,
  last: ThunderboltLinkObserved | null,
) {
  const before = last?.history ?? []
  if (ends.some(({ mac }) => isUnknown(observed.macs[mac]))) return before
  return remembered(before, sightOf({ ends }, observed), new Date())
}

async function required(macs: Readers, name: string): Promise<Glance> {
  const mac = macs.of(name)
  const [receptacles, overview, ports] = await Promise.all([receptaclesOf(mac), mac.ask(hardware), mac.ask(ibvPorts)])
  return {
    receptacles,
    model: overview.known ? overview.value.model : undefined,
    ports: ports.known ? ports.value : undefined,
  }
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
