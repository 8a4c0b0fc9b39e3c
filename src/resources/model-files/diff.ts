import { isUnknown, type Change } from '../words.js'
import type { ModelFile, ModelFilesInputs } from './inputs.js'
import type { ModelFilesObserved, PlacedFile, PlacedFiles } from './outputs.js'

/** What each Mac lacks of the manifest, and what it has of an older one. A Mac that was not seen is not judged. */
export function diff(inputs: ModelFilesInputs, observed: ModelFilesObserved): readonly Change[] {
  const named = inputs.macs.flatMap((mac) => {
    const placed = observed.macs[mac]
    if (placed === undefined || isUnknown(placed)) return []
    return [
      ...inputs.files.flatMap((file) => wanted(mac, file, placed)),
      ...placed.files.flatMap((file) => superfluous(mac, file, inputs.files)),
    ]
  })
  return [...leaving(inputs, observed), ...named]
}

/** Macs that are no longer named: what we placed there goes, unless it is to stay. */
function leaving({ name, macs, retain }: ModelFilesInputs, observed: ModelFilesObserved): Change[] {
  const held = Object.entries({ ...observed.macs, ...observed.left }).filter(([, seen]) => !isUnknown(seen))
  return held.flatMap(([mac]) => {
    if (macs.includes(mac)) return []
    const deed = retain ? `leave the files of ${name} to ${mac}` : `remove the files of ${name} from ${mac}`
    const what = `${deed}, which is no longer one of its Macs`
    return [{ path: `macs.${mac}`, from: 'present', to: null, risk: 'safe', what, mac }]
  })
}

function wanted(mac: string, file: ModelFile, { files, partial }: PlacedFiles): Change[] {
  const found = files.find(({ name }) => name === file.name)
  if (found?.sha256 === file.sha256 && found.size === file.size) return []
  const from = found ?? null
  return [{ path: path(mac, file.name), from, to: file, risk: 'safe', what: sentence(mac, file, found, partial), mac }]
}

function sentence(
  mac: string,
  file: ModelFile,
  found: PlacedFile | undefined,
  partial: PlacedFiles['partial'],
): string {
  const name = `${file.name} (${bytes(file.size)})`
  if (found === undefined) {
    const part = partial[file.sha256] ?? 0
    return `bring ${name} to ${mac}${part > 0 ? `, going on at ${bytes(part)}` : ''} and verify it`
  }
  if (found.size !== file.size) return `replace ${name} on ${mac}: it has ${bytes(found.size)} there`
  return found.sha256 === null
    ? `verify ${name} on ${mac}: it is there, and what was recorded of it no longer holds`
    : `replace ${name} on ${mac}: the manifest has other bytes of it`
}

function superfluous(mac: string, file: PlacedFile, manifest: readonly ModelFile[]): Change[] {
  if (manifest.some(({ name }) => name === file.name)) return []
  const what = `remove ${file.name} from ${mac}: it was placed for an older manifest`
  return [{ path: path(mac, file.name), from: file, to: null, risk: 'safe', what, mac }]
}

function path(mac: string, name: string): string {
  return `macs.${mac}.files.${name}`
}

/** A number of bytes for a person. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let [value, unit] = [count, 0]
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1]
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}
