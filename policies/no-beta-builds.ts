import type { ResourceValidationPolicy } from '@pulumi/policy'
import { isBeta } from '../src/resources/os-release/builds.js'
import { ofKind } from './stack.js'

/** A lab that tries betas leaves this rule out, or lowers it: `pulumi policy` calls that the enforcement level. */
export const noBetaBuilds: ResourceValidationPolicy = {
  name: 'no-beta-builds',
  description: 'No Mac is pinned to a beta of macOS, and none runs one.',
  enforcementLevel: 'mandatory',
  validateResource: (resource, reportViolation) => {
    for (const { inputs, observed } of [...ofKind('Mac', [resource]), ...ofKind('OsRelease', [resource])]) {
      if (inputs.build !== undefined && isBeta(inputs.build)) {
        reportViolation(`${inputs.mac} is pinned to ${inputs.build}, a beta of macOS. Pin the release build.`)
      }
      const runs = observed.macos?.build
      if (runs !== undefined && runs !== inputs.build && isBeta(runs)) {
        reportViolation(`${inputs.mac} runs ${runs}, a beta of macOS. Pin a release build and let it be updated.`)
      }
    }
  },
}
