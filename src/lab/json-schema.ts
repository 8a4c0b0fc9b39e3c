import { z } from 'zod'
import type { Path } from './place.js'
import { labFile } from './schema.js'

/** The lab file as JSON Schema, for editors; from the same schema that `parseLab` validates with. */
export function labJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(labFile, { io: 'input' }), title: 'macloom lab' }
}

type Node = Readonly<Record<string, unknown>>

/** The keys that a lab file may have at a path; empty where names are free. */
export function labKeysAt(path: Path): readonly string[] {
  const nodes = path.reduce<readonly Node[]>(
    (here, step) => here.flatMap((node) => below(node, step)),
    [labJsonSchema()],
  )
  return [...new Set(nodes.flatMap((node) => Object.keys(record(node['properties']))))]
}

function below(node: Node, step: PropertyKey): readonly Node[] {
  const inner = record(node['properties'])[String(step)] ?? node['additionalProperties'] ?? node['items']
  return alternatives(record(inner))
}

function alternatives(node: Node): readonly Node[] {
  return Array.isArray(node['anyOf']) ? node['anyOf'].flatMap((one) => alternatives(record(one))) : [node]
}

function record(value: unknown): Node {
  return typeof value === 'object' && value !== null ? (value as Node) : {}
}
