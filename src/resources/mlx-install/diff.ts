import { isUnknown, type Change } from '../words.js'
import type { MlxInstallInputs } from './inputs.js'
import type { MlxInstallObserved } from './outputs.js'

/**
 * What a Mac's environments lack. All of it is `safe`: an environment is built beside the others, and running ranks name
 * theirs by digest, so switching `current` touches none of them.
 */
export function diff(inputs: MlxInstallInputs, observed: MlxInstallObserved): readonly Change[] {
  const { current, versions, environments } = observed
  if (isUnknown(current) || isUnknown(versions) || isUnknown(environments)) return []
  const there = environments.includes(inputs.digest)
  return [
    ...(there ? [] : [missing(inputs, environments)]),
    ...(there && current === inputs.digest ? wrong(inputs, versions) : []),
    ...(current === inputs.digest ? [] : [switched(inputs, current)]),
  ]
}

function missing({ mac, mlx, mlxLm, digest }: MlxInstallInputs, environments: readonly string[]): Change {
  const what = `build the environment ${short(digest)} on ${mac}: mlx ${mlx}, mlx-lm ${mlxLm}`
  return { path: 'environments', from: environments, to: digest, risk: 'safe', what, mac }
}

function wrong(inputs: MlxInstallInputs, versions: Readonly<Record<string, string>>): Change[] {
  const { mac, digest } = inputs
  return Object.entries(declared(inputs)).flatMap(([name, to]) => {
    const from = versions[name] ?? null
    if (from === to || (name === 'python' && from?.startsWith(`${to}.`) === true)) return []
    const what = `build the environment ${short(digest)} on ${mac} anew: it has ${name} ${from ?? 'not at all'} and ${to} is declared`
    return [{ path: `versions.${name}`, from, to, risk: 'safe' as const, what, mac }]
  })
}

function switched({ mac, digest }: MlxInstallInputs, current: string | null): Change {
  const instead = current === null ? '' : ` in place of ${short(current)}`
  const what = `make ${short(digest)} the current environment on ${mac}${instead}`
  return { path: 'current', from: current, to: digest, risk: 'safe', what, mac }
}

/** The versions an environment must report. Python may be declared without its last number. */
export function declared({ python, mlx, mlxLm }: MlxInstallInputs): Readonly<Record<string, string>> {
  return { python: python.version, mlx, 'mlx-lm': mlxLm }
}

export function short(digest: string): string {
  return digest.slice(0, 12)
}
