import { MacTrouble } from '../../command/errors.js'
import { leftBehind } from '../left-behind.js'
import { isUnknown, type Finding } from '../words.js'
import { bytes } from './diff.js'
import type { ModelFilesInputs } from './inputs.js'
import type { ModelFilesObserved, PlacedFiles } from './outputs.js'

/** Bytes that still have to be brought to a Mac. A file that is replaced needs its place a second time until the rename. */
function lacking({ files }: ModelFilesInputs, placed: PlacedFiles): number {
  const verified = new Set(placed.files.map(({ name, size, sha256 }) => `${name} ${size} ${sha256}`))
  const unverified = new Set(
    placed.files.flatMap(({ name, size, sha256 }) => (sha256 === null ? [`${name} ${size}`] : [])),
  )
  return files
    .filter(
      ({ name, size, sha256 }) => !verified.has(`${name} ${size} ${sha256}`) && !unverified.has(`${name} ${size}`),
    )
    .reduce((sum, { size, sha256 }) => sum + Math.max(0, size - (placed.partial[sha256] ?? 0)), 0)
}

/** The arithmetic of each Mac that has too little room, as a sentence. */
function shortages(inputs: ModelFilesInputs, observed: ModelFilesObserved): { mac: string; seen: string }[] {
  return inputs.macs.flatMap((mac) => {
    const placed = observed.macs[mac]
    if (placed === undefined || isUnknown(placed) || placed.freeBytes === null) return []
    const needed = lacking(inputs, placed)
    if (needed <= placed.freeBytes) return []
    const missing = needed - placed.freeBytes
    return [
      { mac, seen: `it needs ${bytes(needed)} and has ${bytes(placed.freeBytes)} free: ${bytes(missing)} are missing` },
    ]
  })
}

/** Refuses before the first byte is sent to a disk that cannot take the last one. */
export function refuse(inputs: ModelFilesInputs, observed: ModelFilesObserved): void {
  const [first, ...more] = shortages(inputs, observed)
  if (first === undefined) return
  throw new MacTrouble('precondition', {
    mac: first.mac,
    doing: `make room for the model ${inputs.name}`,
    seen: [first.seen, ...more.map(({ mac, seen }) => `${mac}: ${seen}`)].join('; '),
    unchanged: 'Nothing was sent',
    next: 'Free the space. To put a model in the place of another one, first remove the old one from the lab file and run `pulumi up`, then add the new one',
  })
}

/** Disks that are too full, and weights in the folder that nobody declared. */
export function findings(inputs: ModelFilesInputs, observed: ModelFilesObserved): readonly Finding[] {
  const full = shortages(inputs, observed).map(({ mac, seen }) => ({
    mac,
    danger: 'danger' as const,
    what: `the model ${inputs.name} does not fit on the disk`,
    cause: seen,
    remedy: 'Free the space before `pulumi up`: nothing is sent until it is enough',
  }))
  const strays = Object.entries(observed.macs).flatMap(([mac, placed]) =>
    isUnknown(placed) || placed.strays.length === 0 ? [] : [stray(mac, inputs.name, placed.strays)],
  )
  return [...full, ...strays, ...leftBehind(`files of the model ${inputs.name}`, observed.left)]
}

function stray(mac: string, model: string, names: readonly string[]): Finding {
  return {
    mac,
    danger: 'warning',
    what: `the folder of ${model} holds weights that are not declared: ${names.join(', ')}`,
    cause: 'somebody put them there; mlx-lm loads every model*.safetensors of the folder',
    remedy: 'Declare them or remove them by hand',
  }
}
