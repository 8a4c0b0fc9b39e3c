import { z } from 'zod'
import { KINDS } from '../resources/registry.js'
import { finding, ready, workOrder } from '../resources/words.js'

/** The parts of JSON Schema that zod writes and Pulumi's package schema can say. */
interface Json {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Json>>
  readonly required?: readonly string[]
  readonly items?: Json | boolean
  readonly additionalProperties?: Json | boolean
}

type Spec = Record<string, unknown>
const ANY: Spec = { $ref: 'pulumi.json#/Any' }
const PRIMITIVES = ['string', 'number', 'integer', 'boolean']

const outputs = z.strictObject({
  schema: z.number().describe('Version of these outputs; migrations go by it.'),
  observed: z.unknown().describe('What the Macs said at the last look; null when they never answered.'),
  claimed: z.boolean().describe('Our claim stands on every Mac of the resource.'),
  ready: ready.describe('The edge to dependents: state, reason, and a digest of what was established.'),
  workOrders: z.array(workOrder).describe('What only a person can do before this resource can go on.'),
  findings: z.array(finding).describe('What is wrong, with its cause, its danger and the remedy.'),
})

/** The Pulumi package schema: one resource per kind, from the same zod schemas that validate. */
export function packageSchema(version: string): object {
  const types: Record<string, Spec> = {}
  const resources = Object.fromEntries(KINDS.map((kind) => [`macloom:index:${kind.name}`, resource(kind, types)]))
  return {
    name: 'macloom',
    version,
    description: 'Labs of Thunderbolt 5 Macs: cables, macOS settings, RDMA, MLX and model shards, converged over SSH',
    keywords: ['kind/native', 'category/infrastructure'],
    provider: {
      description: 'How the Macs of a lab are reached.',
      inputProperties: {
        connections: {
          type: 'string',
          description: 'JSON: name of each Mac to address, hostKey, port, user, identity, jump.',
        },
        gone: { type: 'string', description: 'JSON list of Macs that will never come back.' },
        optional: { type: 'string', description: 'JSON list of Macs that may leave: silence of theirs fails no run.' },
      },
      requiredInputs: ['connections'],
    },
    types,
    resources,
    language: { nodejs: { packageName: 'macloom', respectSchemaVersion: true } },
  }
}

function resource(kind: (typeof KINDS)[number], types: Record<string, Spec>): Spec {
  const input = jsonSchema(kind.inputs, 'input')
  const output = jsonSchema(outputs, 'output')
  const filled = jsonSchema(kind.inputs, 'output')
  return {
    inputProperties: properties(input, kind.name, types),
    requiredInputs: input.required ?? [],
    properties: { ...properties(filled, kind.name, types), ...properties(output, 'Outputs', types) },
    required: output.required ?? [],
  }
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
}

function properties(json: Json, name: string, types: Record<string, Spec>): Record<string, Spec> {
  return Object.fromEntries(
    Object.entries(json.properties ?? {}).map(([key, value]) => [key, property(value, `${name}${pascal(key)}`, types)]),
  )
}

function property(json: Json, name: string, types: Record<string, Spec>): Spec {
  const description = json.description === undefined ? {} : { description: json.description }
  const preset = PRIMITIVES.includes(json.type ?? '') && json.default !== undefined ? { default: json.default } : {}
  return { ...description, ...preset, ...typeSpec(json, name, types) }
}

function typeSpec(json: Json, name: string, types: Record<string, Spec>): Spec {
  if (PRIMITIVES.includes(json.type ?? '')) return { type: json.type }
  if (json.type === 'array' && typeof json.items === 'object') {
    return { type: 'array', items: typeSpec(json.items, name, types) }
  }
  if (json.type === 'object' && json.properties !== undefined) {
    types[`macloom:index:${name}`] ??= {
      type: 'object',
      properties: properties(json, name, types),
      required: json.required ?? [],
    }
    return { $ref: `#/types/macloom:index:${name}` }
  }
  if (json.type === 'object' && typeof json.additionalProperties === 'object') {
    return { type: 'object', additionalProperties: typeSpec(json.additionalProperties, name, types) }
  }
  // Unions of different types: Pulumi has no exact word for them, our Check RPC has.
  return ANY
}

function pascal(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1)
}
