import type { Lab } from '../lab/schema.js'
import { advisoriesFor } from '../mlx/advisories.js'
import type { Finding } from '../resources/words.js'
import { macosReserve } from './ceiling.js'
import type { Ground, PlacedDeployment } from './deployments.js'
import { macFindings } from './mac-findings.js'
import { roadFindings } from './road-findings.js'
import { wiredLimitMb } from './wired-limit.js'

/** What is worth knowing before any Mac is touched, most dangerous first. */
export function planFindings(ground: Ground, placed: readonly PlacedDeployment[]): Finding[] {
  const { lab } = ground
  const order = ['danger', 'warning', 'note']
  return [
    ...placed.flatMap((one) => advisories(lab, one)),
    ...placed.flatMap((one) => roadFindings(ground, one)),
    ...macFindings(lab),
    ...memoryFindings(lab),
    ...unusedModels(lab),
    ...goneMacs(lab),
    ...leavingMacs(lab),
  ].sort((a, b) => order.indexOf(a.danger) - order.indexOf(b.danger))
}

function advisories(lab: Lab, { name, strategy, backend }: PlacedDeployment): Finding[] {
  const deployment = lab.deployments[name]
  if (deployment === undefined || lab.mlx === undefined || deployment.macs.length === 1) return []
  const { mlx, 'mlx-lm': mlxLm } = lab.mlx
  return advisoriesFor({ mlx, mlxLm, strategy, backend, environment: deployment.environment }).map((advisory) => ({
    danger: advisory.danger,
    what: `${name}: ${advisory.what}`,
    cause: `${advisory.cause} (${advisory.package} ${advisory.package === 'mlx' ? mlx : mlxLm}, ${advisory.source})`,
    remedy: advisory.remedy,
  }))
}

function memoryFindings(lab: Lab): Finding[] {
  const used = new Set(Object.values(lab.deployments).flatMap(({ macs }) => macs))
  return [...used].flatMap((mac): Finding[] => {
    const memory = lab.macs[mac]?.memory
    const limit = wiredLimitMb(lab, mac)
    if (memory === undefined) return [unknownMemory(mac)]
    if (limit === undefined || limit * 2 ** 20 <= memory - macosReserve(memory)) return []
    return [
      {
        mac,
        danger: 'danger',
        what: `wiredLimit leaves macOS too little of the memory of ${mac}`,
        cause: `${limit} MiB of ${Math.floor(memory / 2 ** 20)} MiB may be wired; macOS needs 8 GB or 5 % for itself`,
        remedy: 'write wiredLimit: auto, or a smaller one',
      },
    ]
  })
}

function unknownMemory(mac: string): Finding {
  return {
    mac,
    danger: 'warning',
    what: `whether the deployments fit ${mac} is not known`,
    cause: `the lab file does not say how much memory ${mac} has`,
    remedy: `write it: memory: 512GB under macs.${mac} (macloom look <user@mac> prints it)`,
  }
}

function unusedModels(lab: Lab): Finding[] {
  const used = new Set(Object.values(lab.deployments).map(({ model }) => model))
  return Object.keys(lab.models)
    .filter((name) => !used.has(name))
    .map((name) => ({
      danger: 'note',
      what: `the files of ${name} are not placed on any Mac`,
      cause: 'no deployment names this model',
      remedy: 'deploy it, or remove it from the lab file',
    }))
}

function leavingMacs(lab: Lab): Finding[] {
  return lab.leaving.map((mac) => ({
    mac,
    danger: 'note',
    what: `the next up gives ${mac} back as it was found`,
    cause: `the lab file declares that ${mac} is leaving`,
    remedy: `after that remove ${mac} from macs, links and leaving`,
  }))
}

function goneMacs(lab: Lab): Finding[] {
  return lab.gone.map((mac) => ({
    mac,
    danger: 'warning',
    what: `${mac} is forgotten, and nothing on it is given back`,
    cause: `the lab file declares ${mac} gone`,
    remedy: `after the next up remove ${mac} from macs, links and gone`,
  }))
}
