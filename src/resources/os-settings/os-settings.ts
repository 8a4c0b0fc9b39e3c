import type { Kind, Readers } from '../kind.js'
import { isUnknown } from '../words.js'
import { converge } from './converge.js'
import { diff, PLAIN } from './diff.js'
import { doubts, findings } from './findings.js'
import { osSettingsInputs, type OsSettingsInputs } from './inputs.js'
import { observe } from './observe.js'
import { osSettingsObserved, type OsSettingsObserved } from './outputs.js'
import { refuse } from './refuse.js'
import { release } from './release.js'

/** Settings of macOS that keep a lab running: no sleep, no surprise updates, memory for the GPU. */
export const osSettings: Kind<OsSettingsInputs, OsSettingsObserved> = {
  name: 'OsSettings',
  inputs: osSettingsInputs,
  observed: osSettingsObserved,
  id: (inputs) => `OsSettings/${inputs.mac}`,
  macs: (inputs) => [inputs.mac],
  observe,
  diff,
  findings,
  doubts,
  workOrders: () => [],
  refuse,
  converge,
  release,
  mirror,
  adopt,
  establishes: (inputs, observed) => values(observed, (key) => inputs[key] !== undefined),
}

function mirror(inputs: OsSettingsInputs, observed: OsSettingsObserved): OsSettingsInputs {
  const seen = { ...inputs, ...values(observed, (key) => inputs[key] !== undefined) }
  // A limit that is right now and would be gone at the next boot shows as what the next boot brings.
  const next = observed.wiredLimitAtBootMb
  const fades = seen.wiredLimitMb !== undefined && seen.wiredLimitMb === inputs.wiredLimitMb && !isUnknown(next)
  return fades ? { ...seen, wiredLimitMb: next ?? 0 } : seen
}

async function adopt(macs: Readers, id: string): Promise<OsSettingsInputs> {
  const mac = id.slice(id.indexOf('/') + 1)
  const observed = await observe(macs, { mac, sleepWhenClosed: true })
  return { needs: [], mac, ...values(observed, () => true) }
}

type Values = Partial<Pick<OsSettingsInputs, (typeof PLAIN)[number]>>

// Settings as the Mac has them, in the words of the inputs; what could not be read or does not exist is left out.
function values(observed: OsSettingsObserved, wanted: (key: (typeof PLAIN)[number]) => boolean): Values {
  const entries = PLAIN.flatMap((key) => {
    const value = observed[key]
    return wanted(key) && value !== null && !isUnknown(value) ? [[key, value] as const] : []
  })
  return Object.fromEntries(entries)
}
