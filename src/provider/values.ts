import { structProto, type StructProto } from './proto.js'

/** How the engine writes a value that only the run will know. */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

const SIGNATURE = '4dabf18193072939515e22adb298388d'
const SECRET = '1b47061264138c4ac30d75fd1eb44270'

export type Properties = Readonly<Record<string, unknown>>

/** Engine struct to plain values; secrets are unwrapped (the engine marks them again by key), unknowns stay UNKNOWN. */
export function fromStruct(struct: StructProto.Struct | undefined): Properties {
  return struct === undefined ? {} : (plain(struct.toJavaScript()) as Properties)
}

/** Plain values to an engine struct; keys without a value are left out. */
export function toStruct(value: object): StructProto.Struct {
  // JSON drops undefined, which the struct type cannot hold.
  return structProto.Struct.fromJavaScript(
    JSON.parse(JSON.stringify(value)) as Parameters<typeof structProto.Struct.fromJavaScript>[0],
  )
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if (SIGNATURE in value && value[SIGNATURE] === SECRET && 'value' in value) return plain(value.value)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

/** Whether anything inside is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUnknown)
}

/** Whether the value at this path, or what it stands in, is not known yet. */
export function unknownAt(value: unknown, path: readonly PropertyKey[]): boolean {
  let here = value
  for (const key of path) {
    if (here === UNKNOWN) return true
    if (typeof here !== 'object' || here === null) return false
    here = (here as Record<PropertyKey, unknown>)[key]
  }
  return hasUnknown(here)
}
