import { MacTrouble } from '../../command/errors.js'
import { isUnknown, shown, type Change } from '../words.js'
import { IDENTITY, inWords } from './diff.js'
import type { MacInputs } from './inputs.js'
import type { MacObserved } from './outputs.js'

const UNCHANGED = 'Nothing was written to it'

/** Refuses the wrong Mac, an old macOS, and a Mac that another lab owns, before any write. */
export function refuse(inputs: MacInputs, observed: MacObserved, changes: readonly Change[]): void {
  refuseOther(inputs.mac, changes)
  refuseRelease(inputs.mac, changes)
  refuseOwned(inputs, observed)
}

function refuseOther(mac: string, changes: readonly Change[]): void {
  const wrong = changes.filter((change) => IDENTITY.some((key) => key === change.path))
  if (wrong.length === 0) return
  throw new MacTrouble('identity', {
    mac,
    doing: 'check that it is the declared Mac',
    seen: wrong.map(sentence).join('; '),
    unchanged: UNCHANGED,
    next: 'Correct the address or the declared values in the lab file; `macloom look` shows what the Mac is',
  })
}

function sentence(change: Change): string {
  const { name, is, declared } = inWords(change)
  return `its ${name} is ${is}, declared is ${declared}`
}

function refuseRelease(mac: string, changes: readonly Change[]): void {
  const wrong = changes.filter(({ path }) => path === 'minimumMacos' || path === 'build')
  if (wrong.length === 0) return
  const wanted = ({ path, to }: Change) => (path === 'build' ? `build ${shown(to)}` : `macOS ${shown(to)} or later`)
  throw new MacTrouble('precondition', {
    mac,
    doing: 'check its macOS',
    seen: wrong.map((change) => `it runs ${shown(change.from)}, declared is ${wanted(change)}`).join('; '),
    unchanged: UNCHANGED,
    next: 'Install that macOS in System Settings › General › Software Update, or change `os:` in the lab file',
  })
}

function refuseOwned({ mac, lab, takeOver }: MacInputs, { claim }: MacObserved): void {
  if (isUnknown(claim) || claim === null || claim.lab === lab || claim.lab === takeOver) return
  throw new MacTrouble('precondition', {
    mac,
    doing: `claim it for the lab ${lab}`,
    seen: `the lab ${claim.lab} owns it since ${claim.since}`,
    unchanged: UNCHANGED,
    next: `Destroy the lab ${claim.lab}, or write \`takeOver: ${claim.lab}\` at ${mac} in the lab file`,
  })
}
