import type { StackValidationPolicy } from '@pulumi/policy'
import { ofKind } from './stack.js'

interface Group {
  readonly what: string
  readonly urn: string | undefined
  readonly macs: readonly string[]
}

/** RDMA between different macOS builds fails in ways that look like bad cables (TN3205, exo#1436). */
export const noMixedBuilds: StackValidationPolicy = {
  name: 'no-mixed-builds',
  description: 'The Macs of a deployment, and the Macs with RDMA, run one macOS build.',
  enforcementLevel: 'mandatory',
  validateStack: ({ resources }, reportViolation) => {
    // A rollout that pins one build is how a mix ends: it must not be what keeps it from beginning.
    const pinned = new Map(ofKind('OsRelease', resources).map(({ inputs }) => [inputs.mac, inputs.build]))
    const builds = new Map(
      ofKind('Mac', resources).map(({ inputs, observed }) => {
        return [inputs.mac, pinned.get(inputs.mac) ?? observed.macos?.build ?? inputs.build]
      }),
    )
    const enabled = ofKind('Rdma', resources).filter(({ inputs }) => inputs.enabled)
    const groups: Group[] = [
      { what: 'the Macs with RDMA', urn: enabled[0]?.urn, macs: enabled.map(({ inputs }) => inputs.mac) },
      ...ofKind('ShardDeployment', resources).map(({ inputs, urn }) => ({
        what: `the Macs of ${inputs.name}`,
        urn,
        macs: inputs.ranks.map(({ mac }) => mac),
      })),
    ]
    for (const group of groups) {
      const sentence = mixed(group, builds)
      if (sentence !== null) reportViolation(sentence, group.urn)
    }
  },
}

/** A Mac whose build nobody knows yet is no violation: the next look tells. */
function mixed({ what, macs }: Group, builds: ReadonlyMap<string, string | undefined>): string | null {
  const known = macs.flatMap((mac) => {
    const build = builds.get(mac)
    return build === undefined ? [] : [{ mac, build }]
  })
  if (new Set(known.map(({ build }) => build)).size < 2) return null
  const list = known.map(({ mac, build }) => `${mac} ${build}`).join(', ')
  return `${what} run different macOS builds: ${list}. Bring them to one build, and turn automatic updates off.`
}
