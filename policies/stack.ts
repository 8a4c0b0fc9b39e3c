import { UnknownValueError, type PolicyResource } from '@pulumi/policy'
import { z } from 'zod'
import { macInputs } from '../src/resources/mac/inputs.js'
import { modelFilesInputs } from '../src/resources/model-files/inputs.js'
import { osReleaseInputs } from '../src/resources/os-release/inputs.js'
import { osSettingsInputs } from '../src/resources/os-settings/inputs.js'
import { rdmaInputs } from '../src/resources/rdma/inputs.js'
import { shardDeploymentInputs } from '../src/resources/shard-deployment/inputs.js'

/** The parts of our resources that rules judge by; whatever else a resource has is left alone. */
const PARTS = {
  Mac: z.object(macInputs.pick({ mac: true, build: true, memoryBytes: true }).shape),
  OsRelease: z.object(osReleaseInputs.pick({ mac: true, build: true }).shape),
  OsSettings: z.object(osSettingsInputs.pick({ mac: true, wiredLimitMb: true }).shape),
  Rdma: z.object(rdmaInputs.pick({ mac: true, enabled: true }).shape),
  ModelFiles: z.object(modelFilesInputs.pick({ name: true, files: true }).shape),
  ShardDeployment: z.object(
    shardDeploymentInputs.pick({ name: true, model: true, ranks: true, host: true, port: true, plaintext: true }).shape,
  ),
}
type Parts = typeof PARTS

/** What the Macs said at the last look, as far as rules use it. */
const observed = z.object({
  macos: z.object({ build: z.string() }).optional().catch(undefined),
  memoryBytes: z.number().optional().catch(undefined),
})

export interface Found<K extends keyof Parts> {
  readonly urn: string
  readonly inputs: z.infer<Parts[K]>
  readonly observed: z.infer<typeof observed>
}

/** All resources of one kind whose inputs are known. What a preview does not know yet is judged when it is known. */
export function ofKind<K extends keyof Parts>(
  kind: K,
  resources: readonly Pick<PolicyResource, 'type' | 'props' | 'urn'>[],
): Found<K>[] {
  return resources
    .filter(({ type }) => type === `macloom:index:${kind}`)
    .flatMap(({ props, urn }) => {
      const inputs = known(() => PARTS[kind].safeParse(props))
      const seen = known(() => observed.safeParse(props['observed']))
      return inputs?.success === true
        ? [{ urn, inputs: inputs.data as z.infer<Parts[K]>, observed: seen?.success === true ? seen.data : {} }]
        : []
    })
}

/** null for what the engine does not know in a preview: reading it throws. */
function known<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof UnknownValueError) return null
    throw error
  }
}
