/** The part of JSON Schema that zod writes for our kinds. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema | boolean
  readonly prefixItems?: readonly JsonSchema[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly anyOf?: readonly JsonSchema[]
}

/** The reference of one kind as Markdown: what it takes, and what it shows of the Macs. */
export function referencePage(kind: string, inputs: JsonSchema, observed: JsonSchema): string {
  return [
    `# ${kind}`,
    '<!-- Written by `macloom schema --write` from the schemas of the kind; edit those. -->',
    `Token \`macloom:index:${kind}\`.`,
    '## Inputs',
    tableOf(inputs),
    '## Observed',
    'Under the output `observed`. A value that could not be read is `{unknown: why}` in its place; it is never left out.',
    tableOf(observed),
    '## Outputs of every kind',
    '`ready` (state, reason, generation), `workOrders`, `findings`, `claimed`, `schema`.',
    '',
  ].join('\n\n')
}

function tableOf(schema: JsonSchema): string {
  if (Object.keys(schema.properties ?? {}).length === 0) return 'Nothing.'
  const rows = Object.entries(schema.properties ?? {}).map(([name, value]) => {
    const needed = schema.required?.includes(name) === true && value.default === undefined ? 'yes' : ''
    return `| \`${name}\` | ${cell(typeOf(value))} | ${needed} | ${cell(note(value))} |`
  })
  return ['| name | type | needed | |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function note({ description = '', default: preset }: JsonSchema): string {
  return [description, preset === undefined ? '' : `Default: \`${JSON.stringify(preset)}\`.`].join(' ').trim()
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${JSON.stringify(word)}\``).join(' or ')
  if (schema.anyOf !== undefined) return alternatives(schema.anyOf)
  if (schema.prefixItems !== undefined) return `[${schema.prefixItems.map(typeOf).join(', ')}]`
  if (schema.type === 'array') return `list of ${typeof schema.items === 'object' ? typeOf(schema.items) : 'anything'}`
  if (schema.type === 'object') return objectType(schema)
  return [schema.type ?? 'anything'].flat().join(' or ')
}

function alternatives(branches: readonly JsonSchema[]): string {
  // Every observed value may be unknown; the page says so once, above the table.
  const known = branches.filter((branch) => Object.keys(branch.properties ?? {}).join() !== 'unknown')
  return [...new Set(known.map(typeOf))].join(' or ')
}

function objectType({ properties, additionalProperties, required = [] }: JsonSchema): string {
  if (properties === undefined) {
    return typeof additionalProperties === 'object' ? `${typeOf(additionalProperties)} by name` : 'object'
  }
  const fields = Object.entries(properties).map(
    ([name, value]) => `${name}${required.includes(name) ? '' : '?'}: ${typeOf(value)}`,
  )
  return `{${fields.join(', ')}}`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
