import type { Kind, Readers } from '../kind.js'
import { isUnknown } from '../words.js'
import { converge } from './converge.js'
import { diff, undeclared } from './diff.js'
import { findings } from './findings.js'
import { macInputs, type MacInputs } from './inputs.js'
import { macOf, observe } from './observe.js'
import { macObserved, type MacObserved } from './outputs.js'
import { refuse } from './refuse.js'
import { release } from './release.js'

/** One Mac: the gate that refuses the wrong one, and the lab's claim on the right one. */
export const mac: Kind<MacInputs, MacObserved> = {
  name: 'Mac',
  inputs: macInputs,
  observed: macObserved,
  id: (inputs) => `Mac/${inputs.mac}`,
  macs: (inputs) => [inputs.mac],
  observe,
  diff,
  findings,
  workOrders: () => [],
  refuse,
  doubts,
  converge,
  release,
  mirror,
  adopt,
  // Where a rollout changes macOS, that is for its own resource to say: else an update would wake the whole lab twice.
  // Another Mac in this one's place has no claim, or one with another date; a serial would tell a recording from its Mac.
  establishes: ({ minimumMacos, build }, { claim, macos }) =>
    minimumMacos === undefined && build === undefined ? { claim } : { claim, macos },
}

// What is shown but not judged (neighbours, FileVault) holds nothing up; findings say that it could not be read.
function doubts(inputs: MacInputs, observed: MacObserved): string[] {
  const judged = (['serial', 'model', 'chip', 'memoryBytes'] as const).filter((key) => inputs[key] !== undefined)
  const release = inputs.minimumMacos !== undefined || inputs.build !== undefined ? (['macos'] as const) : []
  return (['claim', 'deployments', ...judged, ...release] as const).flatMap((key) => {
    const value = observed[key]
    return isUnknown(value) ? [`${key}: ${value.unknown}`] : []
  })
}

function mirror(inputs: MacInputs, observed: MacObserved): MacInputs {
  const { claim, macos, serial, model, chip, memoryBytes } = observed
  const version = isUnknown(macos) ? undefined : macos
  const old = diff(inputs, observed).some(({ path }) => path === 'minimumMacos')
  return {
    ...inputs,
    lab: isUnknown(claim) ? inputs.lab : (claim?.lab ?? ''),
    ...(inputs.serial !== undefined && !isUnknown(serial) && { serial }),
    ...(inputs.model !== undefined && !isUnknown(model) && { model }),
    ...(inputs.chip !== undefined && !isUnknown(chip) && { chip }),
    ...(inputs.memoryBytes !== undefined && !isUnknown(memoryBytes) && { memoryBytes }),
    ...(inputs.build !== undefined && version !== undefined && { build: version.build }),
    ...(old && version !== undefined && { minimumMacos: version.version }),
    ...(inputs.claims !== undefined && {
      claims: [...inputs.claims, ...undeclared(inputs, observed).map((name) => `ShardDeployment/${name}`)],
    }),
  }
}

async function adopt(macs: Readers, id: string): Promise<MacInputs> {
  const name = macOf(macs, id).mac
  const { claim, macos, serial, model, chip, memoryBytes, deployments } = await observe(macs, { mac: name })
  return {
    needs: [],
    mac: name,
    lab: isUnknown(claim) ? '' : (claim?.lab ?? ''),
    ...(!isUnknown(serial) && { serial }),
    ...(!isUnknown(model) && { model }),
    ...(!isUnknown(chip) && { chip }),
    ...(!isUnknown(memoryBytes) && { memoryBytes }),
    ...(!isUnknown(macos) && { minimumMacos: macos.version }),
    claims: isUnknown(deployments) ? [] : deployments.map((deployment) => `ShardDeployment/${deployment}`),
  }
}
