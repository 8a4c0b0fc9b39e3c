import type { Kind, Readers } from '../kind.js'
import { doubtsIn } from '../readiness.js'
import { isUnknown } from '../words.js'
import { converge, type Patience } from './converge.js'
import { diff } from './diff.js'
import { findings } from './findings.js'
import { osReleaseInputs, type OsReleaseInputs } from './inputs.js'
import { observe } from './observe.js'
import { osReleaseObserved, type OsReleaseObserved } from './outputs.js'
import { refuse } from './refuse.js'
import { workOrders } from './work-orders.js'

/** macOS of one Mac, brought to an exact build or a minimum by whoever may install it there; nothing is ever erased. */
export function osReleaseWith(patience: Patience): Kind<OsReleaseInputs, OsReleaseObserved> {
  return {
    name: 'OsRelease',
    inputs: osReleaseInputs,
    observed: osReleaseObserved,
    id: (inputs) => `OsRelease/${inputs.mac}`,
    macs: (inputs) => [inputs.mac],
    observe,
    diff,
    findings,
    doubts,
    workOrders,
    refuse,
    converge: (macs, work) => converge(macs, work, patience),
    // Nobody puts an older macOS back.
    release: async () => {},
    mirror,
    adopt,
    establishes: (_inputs, { macos }) => ({ macos }),
  }
}

export const osRelease = osReleaseWith({ leaving: 15 * 60, returning: 90 * 60 })

// Other Macs and the password are no doubt about this one; what no driver asks for was not asked. Where one would restart
// the Mac, FileVault that could not be read may lock it.
function doubts(_inputs: OsReleaseInputs, { macos, way, fileVault }: OsReleaseObserved): string[] {
  if (way === null || way.tools === null) return doubtsIn({ macos, way })
  return doubtsIn({ macos, way: { ...way, tools: { ...way.tools, password: null } }, fileVault })
}

function mirror(inputs: OsReleaseInputs, { macos, way }: OsReleaseObserved): OsReleaseInputs {
  if (isUnknown(macos) || way === null) return inputs
  return inputs.build === undefined ? { ...inputs, minimum: macos.version } : { ...inputs, build: macos.build }
}

async function adopt(macs: Readers, id: string): Promise<OsReleaseInputs> {
  const mac = id.slice(id.indexOf('/') + 1)
  const { macos } = await observe(macs, osReleaseInputs.parse({ mac }))
  return osReleaseInputs.parse({ mac, ...(!isUnknown(macos) && { build: macos.build }) })
}
