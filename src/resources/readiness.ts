import { digest } from './digest.js'
import { isUnknown, type Change, type Ready, type Risk } from './words.js'
import { RISKS } from './words.js'

/** The first need that is not ready, the gravest state first; null when the way is free. */
export function blockedBy(needs: readonly Ready[]): Ready | null {
  const gravest = (['unreachable', 'waiting', 'away'] as const).map((state) =>
    needs.find((need) => need.state === state),
  )
  return gravest.find((need) => need !== undefined) ?? null
}

/** Whether Macs of it do not answer, be it a failure or not: whoever goes on without them goes on. */
export function isMissing({ state }: Pick<Ready, 'state'>): boolean {
  return state === 'unreachable' || state === 'away'
}

/** What holds a resource of this kind; nothing holds one that only follows. */
export function heldBy({ follows }: { readonly follows?: boolean }, needs: readonly Ready[]): Ready | null {
  return follows === true ? null : blockedBy(needs)
}

/** What a change of wakes its dependents too: all that it builds on, and nothing where it only follows. */
export function groundOf({ follows }: { readonly follows?: boolean }, needs: readonly Ready[]): readonly Ready[] {
  return follows === true ? [] : needs
}

/** The changes that converge carries out itself. */
export function ours(changes: readonly Change[]): Change[] {
  return changes.filter((change) => change.risk !== 'needs a person')
}

/** What an `up` is there for: the changes that converge carries out, and losses that must not pass as a mere wait. */
export function repairable(changes: readonly Change[]): Change[] {
  return changes.filter(({ risk, drift }) => risk !== 'needs a person' || drift === true)
}

/** Whether one of the changes is at least as risky as `least`, in the order of RISKS; a person's work does not count. */
export function atLeast(changes: readonly Change[], least: Risk): boolean {
  const floor = RISKS.indexOf(least)
  return ours(changes).some((change) => RISKS.indexOf(change.risk) >= floor)
}

/**
 * `ready.generation`: what was established, on what, and how often it was torn down on the way. With what it stands on in
 * it, a network that was rebuilt wakes the group behind the link that did not change.
 */
export function generation(establishes: unknown, needs: readonly Ready[], disruptions: number): string {
  const on = needs.map((need) => need.generation)
  return `${digest({ establishes, on }).slice(0, 12)}.${disruptions}`
}

/** Every unknown value in an observation, each as `path: why`. */
export function doubtsIn(value: unknown, path = ''): string[] {
  if (isUnknown(value)) return [`${path}: ${value.unknown}`]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => doubtsIn(inner, path === '' ? key : `${path}.${key}`))
}
