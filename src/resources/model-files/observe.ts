import type { Reader } from '../../command/mac.js'
import { freeBytes } from '../../macos/df.js'
import type { Readers } from '../kind.js'
import { leftOn } from '../left.js'
import { isSilent } from '../reach.js'
import type { Seen } from '../words.js'
import type { ModelFilesInputs } from './inputs.js'
import type { ModelFilesObserved, PlacedFiles } from './outputs.js'
import { models, partName, type Models } from './placed.js'

type Wanted = Pick<ModelFilesInputs, 'name' | 'files'>

/** Looks at the files of one model on each of its Macs. A Mac that does not answer is unknown; the others are looked at. */
export async function observe(
  macs: Readers,
  inputs: ModelFilesInputs,
  last?: ModelFilesObserved | null,
): Promise<ModelFilesObserved> {
  const hints = Object.keys({ ...last?.macs, ...last?.left })
  const looks = inputs.macs.map(async (name) => [name, await onOne(macs.of(name), inputs)] as const)
  // With others beside it only the Macs where it was seen itself can be left over from it.
  const where = { only: inputs.beside === true, id: `ModelFiles/${inputs.name}`, named: inputs.macs, hints }
  const [seen, left] = await Promise.all([Promise.all(looks), leftOn(macs, where)])
  return { macs: Object.fromEntries(seen), left }
}

async function onOne(mac: Reader, wanted: Wanted): Promise<Seen<PlacedFiles>> {
  try {
    const found = await mac.ask(models)
    if (!found.known) return { unknown: found.why }
    const placed = placedOf(found.value, wanted)
    if (whole(placed, wanted)) return placed
    // The volume is that of /usr/local: our own folder need not be there yet.
    const free = await mac.ask(freeBytes('/usr/local'))
    return free.known ? { ...placed, freeBytes: free.value } : { unknown: free.why }
  } catch (error) {
    if (isSilent(error)) {
      return { unknown: error.parts.seen }
    }
    throw error
  }
}

function whole({ files }: PlacedFiles, wanted: Wanted): boolean {
  return wanted.files.every(({ name, sha256 }) => files.some((file) => file.name === name && file.sha256 === sha256))
}

/** What the answer says of one model. */
export function placedOf({ files, verified, partial }: Models, { name: model, files: wanted }: Wanted): PlacedFiles {
  const records = new Map(verified.filter((each) => each.model === model).map((each) => [each.name, each]))
  const below = Object.entries(files).filter(([path]) => path.startsWith(`${model}/`))
  const there = below.map(([path, file]) => ({ name: path.slice(model.length + 1), ...file }))
  const ours = new Set([...wanted.map(({ name }) => name), ...records.keys()])
  const placed = there.filter(({ name }) => ours.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1))
  const parts = wanted.flatMap(({ sha256 }) => {
    const bytes = partial[partName(model, sha256)]
    return bytes === undefined ? [] : [[sha256, bytes] as const]
  })
  return {
    files: placed.map(({ name, size, mtime }) => {
      const record = records.get(name)
      const holds = record !== undefined && record.size === size && record.mtime === mtime
      return { name, size, sha256: holds ? record.sha256 : null }
    }),
    partial: Object.fromEntries(parts),
    freeBytes: null,
    strays: there
      .map(({ name }) => name)
      .filter((name) => !ours.has(name) && isWeights(name))
      .sort(),
  }
}

// mlx-lm loads every file of this pattern in the folder (mlx_lm/utils.py, load_model).
function isWeights(name: string): boolean {
  return /^model[^/]*\.safetensors$/.test(name)
}
