import type { StackValidationPolicy } from '@pulumi/policy'
import { ceilingBytes } from '../src/planner/ceiling.js'
import { leastNeed } from '../src/planner/need.js'
import { ofKind, type Found } from './stack.js'

type Stack = Parameters<typeof ofKind>[1]

/** The planner refuses a lab that does not fit; this also holds for programs that declare resources by hand. */
export const deploymentFits: StackValidationPolicy = {
  name: 'deployment-fits',
  description: 'The shares of all deployments on a Mac stay below what its GPU may hold.',
  enforcementLevel: 'mandatory',
  validateStack: ({ resources }, reportViolation) => {
    const deployments = ofKind('ShardDeployment', resources)
    for (const { inputs, observed } of ofKind('Mac', resources)) {
      const here = deployments.filter((one) => one.inputs.ranks.some(({ mac }) => mac === inputs.mac))
      const need = here.reduce((sum, one) => sum + leastOf(one, resources), 0)
      const ceiling = ceilingBytes(inputs.memoryBytes ?? observed.memoryBytes, wiredLimit(inputs.mac, resources))
      if (ceiling === null || need <= ceiling) continue
      const names = here.map((one) => one.inputs.name).join(', ')
      reportViolation(
        `${names} would need at least ${gb(need)} GB of ${inputs.mac} without any cache, and its GPU may hold ${gb(ceiling)} GB. ` +
          'Spread the model over more Macs, take a smaller quantization, or raise the wired limit.',
        here[0]?.urn,
      )
    }
  },
}

function leastOf({ inputs }: Found<'ShardDeployment'>, resources: Stack): number {
  const files = ofKind('ModelFiles', resources).find((model) => model.inputs.name === inputs.model)?.inputs.files ?? []
  const weights = files.filter(({ name }) => name.endsWith('.safetensors')).reduce((sum, { size }) => sum + size, 0)
  return leastNeed(weights, inputs.ranks.length)
}

function wiredLimit(mac: string, resources: Stack): number | undefined {
  return ofKind('OsSettings', resources).find((settings) => settings.inputs.mac === mac)?.inputs.wiredLimitMb
}

function gb(bytes: number): string {
  return (bytes / 1e9).toFixed(1)
}
