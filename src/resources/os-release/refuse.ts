import { MacTrouble } from '../../command/errors.js'
import { isUnknown, type Change } from '../words.js'
import { wanted } from './diff.js'
import type { OsReleaseInputs } from './inputs.js'
import { obstacles, type Obstacle } from './obstacles.js'
import type { OsReleaseObserved } from './outputs.js'

/** Refuses before the first restart of the whole rollout: what would stop a later Mac half-way stops the first one. */
export function refuse(inputs: OsReleaseInputs, observed: OsReleaseObserved, changes: readonly Change[]): void {
  if (!changes.some(({ risk }) => risk === 'reboots')) return
  const others = Object.entries(observed.others).flatMap(([mac, standing]) =>
    isUnknown(standing) ? [] : named(mac, obstacles(inputs, standing)),
  )
  const all = [...named(inputs.mac, obstacles(inputs, observed)), ...others]
  if (all.length === 0) return
  throw new MacTrouble('precondition', {
    mac: inputs.mac,
    doing: `bring macOS to ${wanted(inputs)}`,
    seen: all.map(({ mac, why }) => (mac === inputs.mac ? why : `${mac}: ${why}`)).join('; '),
    unchanged: 'No Mac was restarted',
    next: [...new Set(all.map(({ next }) => next))].join('; '),
  })
}

function named(mac: string, list: readonly Obstacle[]): (Obstacle & { mac: string })[] {
  return list.map((one) => ({ ...one, mac }))
}
