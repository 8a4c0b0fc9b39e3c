import { MacTrouble } from '../../command/errors.js'
import type { Kind, Readers } from '../kind.js'
import { isUnknown } from '../words.js'
import { converge } from './converge.js'
import { diff } from './diff.js'
import { builtFrom } from './environments.js'
import { mlxInstallInputs, type MlxInstallInputs } from './inputs.js'
import { observe } from './observe.js'
import { mlxInstallObserved, type MlxInstallObserved } from './outputs.js'
import { release } from './release.js'

/** MLX on one Mac: immutable environments by digest, built beside each other, switched by one rename. */
export const mlxInstall: Kind<MlxInstallInputs, MlxInstallObserved> = {
  name: 'MlxInstall',
  inputs: mlxInstallInputs,
  observed: mlxInstallObserved,
  id: ({ mac }) => `MlxInstall/${mac}`,
  macs: ({ mac }) => [mac],
  observe,
  diff,
  findings: () => [],
  workOrders: () => [],
  converge,
  release,
  mirror,
  adopt,
  establishes: (_inputs, { current, versions }) => ({ current, versions }),
}

function mirror(inputs: MlxInstallInputs, { current, versions }: MlxInstallObserved): MlxInstallInputs {
  if (isUnknown(current) || isUnknown(versions)) return inputs
  return {
    ...inputs,
    digest: current ?? '',
    mlx: versions['mlx'] ?? '',
    mlxLm: versions['mlx-lm'] ?? '',
  }
}

async function adopt(macs: Readers, id: string): Promise<MlxInstallInputs> {
  const name = id.slice(id.indexOf('/') + 1)
  const { current } = await observe(macs, { mac: name })
  const why = isUnknown(current) ? current.unknown : 'it has no environment of ours that is current'
  if (isUnknown(current) || current === null) throw nothing(name, why)
  const lock = await macs.of(name).ask(builtFrom(current))
  if (!lock.known) throw nothing(name, lock.why)
  return mlxInstallInputs.parse({ ...(JSON.parse(lock.value) as object), needs: [] })
}

function nothing(mac: string, seen: string): MacTrouble {
  return new MacTrouble('precondition', {
    mac,
    doing: 'import its MLX environment',
    seen,
    unchanged: 'Nothing was imported',
  })
}
