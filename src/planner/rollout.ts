import type { Lab } from '../lab/schema.js'
import { hasRdma, members } from './members.js'
import { fabricName, rdmaName, releaseName, settingsName } from './names.js'
import { filesFor } from './pools.js'
import type { PlannedResource, Rollout } from './plan.js'
import { withoutUndefined } from './without-undefined.js'

/** Whether macOS itself is declared; a minimum alone is a gate that the Mac resource keeps. */
export function rollsOut({ os }: Lab): boolean {
  const { minimum: _, ...rest } = os
  return Object.values(rest).some((value) => value !== undefined)
}

/** The Macs by wave: those that the lab file puts together, then the others in waves of `waveSize`. */
export function wavesOf(lab: Lab): string[][] {
  const macs = members(lab)
  const named = (lab.os.waves ?? []).map((wave) => wave.filter((mac) => macs.includes(mac)))
  const rest = macs.filter((mac) => !named.flat().includes(mac))
  const size = lab.os.waveSize ?? 1
  const following = Array.from({ length: Math.ceil(rest.length / size) }, (_, at) =>
    rest.slice(at * size, (at + 1) * size),
  )
  return [...named, ...following].filter((wave) => wave.length > 0)
}

/** What everything else on a Mac builds on: its macOS where that is rolled out, else the Mac itself. */
export function baseOf(lab: Lab, mac: string): string {
  return rollsOut(lab) ? releaseName(mac) : mac
}

/**
 * macOS of one Mac. Files come before it, as no Mac may go down while it downloads. It comes after all that verifies the
 * Macs of earlier waves: their build, settings (wired limit), bridge layers and addresses, RDMA, and a token of each
 * deployment that stands on them alone. All earlier waves, as a Mac that was right already vouches for nobody before it.
 */
export function releaseResource(lab: Lab, mac: string, cabled: (mac: string) => boolean): PlannedResource {
  const { build, minimum, driver, volumeOwner, unlock } = lab.os
  const waves = wavesOf(lab)
  const at = waves.findIndex((wave) => wave.includes(mac))
  const before = waves.slice(0, at).flat()
  const inputs = {
    ...{ mac, driver: driver ?? 'auto', wave: at + 1, rollout: waves.flat() },
    ...(build === undefined ? { minimum } : { build }),
    ...withoutUndefined({ volumeOwner, unlock }),
  } as const
  const after = [...before.flatMap((each) => verifying(lab, each, cabled(each))), ...deployedOn(lab, before)]
  return { kind: 'OsRelease', name: releaseName(mac), needs: [mac, ...filesOn(lab, mac)], after, inputs }
}

function verifying(lab: Lab, mac: string, cabled: boolean): string[] {
  return [
    releaseName(mac),
    settingsName(mac),
    ...(cabled ? [fabricName(mac)] : []),
    ...(hasRdma(lab, mac) ? [rdmaName(mac)] : []),
  ]
}

function deployedOn({ deployments }: Lab, macs: readonly string[]): string[] {
  return Object.keys(deployments).filter((name) => deployments[name]?.macs.every((mac) => macs.includes(mac)))
}

function filesOn(lab: Lab, mac: string): string[] {
  const here = Object.values(lab.deployments).filter(({ macs }) => macs.includes(mac))
  return [...new Set(here.flatMap(({ model }) => filesFor(lab, model, [mac])))]
}

/** The rollout as a person reads it in the plan; null where macOS is no more than a minimum. */
export function rolloutOf(lab: Lab): Rollout | null {
  if (!rollsOut(lab)) return null
  const { build, minimum, driver = 'auto', volumeOwner = null } = lab.os
  const groups = Object.entries(lab.deployments)
  return {
    target: build === undefined ? `macOS ${minimum} or later` : `build ${build}`,
    driver,
    signedBy: volumeOwner,
    waves: wavesOf(lab).map((macs) => {
      const touched = groups.filter(([, group]) => group.macs.some((mac) => macs.includes(mac))).map(([name]) => name)
      return { macs, pauses: touched, serves: groups.map(([name]) => name).filter((name) => !touched.includes(name)) }
    }),
  }
}
