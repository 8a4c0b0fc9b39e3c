import { older } from '../os-release/builds.js'
import { isUnknown, shown, type Change } from '../words.js'
import type { MacInputs } from './inputs.js'
import type { MacObserved } from './outputs.js'

/** Facts of a Mac that nothing we tell it can change; a difference means another Mac than the declared one. */
export const IDENTITY = ['serial', 'model', 'chip', 'memoryBytes'] as const

/** What the lab says of this Mac and what the Mac says: identity first, then the claim, then groups to stop. */
export function diff(inputs: MacInputs, observed: MacObserved): readonly Change[] {
  return [
    ...identity(inputs, observed),
    ...release(inputs, observed),
    ...claim(inputs, observed),
    ...undeclared(inputs, observed).map((name) => stop(inputs.mac, name)),
  ]
}

/** Deployments of ours on this Mac that the lab does not declare. A program that says nothing of them judges none. */
export function undeclared({ claims }: MacInputs, { deployments }: MacObserved): readonly string[] {
  if (claims === undefined || isUnknown(deployments)) return []
  const declared = new Set(claims.map((id) => id.slice(id.indexOf('/') + 1)))
  return deployments.filter((name) => !declared.has(name))
}

function identity(inputs: MacInputs, observed: MacObserved): Change[] {
  return IDENTITY.flatMap((key) => {
    const [from, to] = [observed[key], inputs[key]]
    if (to === undefined || isUnknown(from) || from === to) return []
    return [refused(inputs.mac, key, from, to)]
  })
}

function release({ mac, minimumMacos, build }: MacInputs, { macos }: MacObserved): Change[] {
  if (isUnknown(macos)) return []
  const old = minimumMacos !== undefined && older(macos.version, minimumMacos)
  return [
    ...(old ? [refused(mac, 'minimumMacos', macos.version, minimumMacos)] : []),
    ...(build !== undefined && build !== macos.build ? [refused(mac, 'build', macos.build, build)] : []),
  ]
}

function claim({ mac, lab }: MacInputs, { claim: held }: MacObserved): Change[] {
  if (isUnknown(held) || held?.lab === lab) return []
  const what = held === null ? `claim ${mac} for the lab ${lab}` : `take ${mac} over from the lab ${held.lab}`
  return [{ path: 'lab', from: held?.lab ?? null, to: lab, risk: 'safe', what, mac }]
}

// Risk `safe`: nothing is carried out, the Mac is refused before any write.
function refused(mac: string, path: string, from: unknown, to: unknown): Change {
  const { name, is, declared } = inWords({ path, from, to })
  return { path, from, to, risk: 'safe', what: `${mac} has ${name} ${is} and ${declared} is declared`, mac }
}

const NAMES: Readonly<Record<string, string>> = { memoryBytes: 'memory', minimumMacos: 'macOS' }

/** A difference of identity as a person says it: memory in GB, as the lab file has it. */
export function inWords({ path, from, to }: Pick<Change, 'path' | 'from' | 'to'>) {
  const words = (value: unknown) => (typeof value === 'number' ? `${value / 2 ** 30} GB` : shown(value))
  return { name: NAMES[path] ?? path, is: words(from), declared: words(to) }
}

function stop(mac: string, name: string): Change {
  const what = `stop the group ${name} on ${mac}, which the lab no longer declares`
  return { path: `deployments.${name}`, from: 'loaded', to: 'stopped', risk: 'restarts ranks', what, mac }
}
