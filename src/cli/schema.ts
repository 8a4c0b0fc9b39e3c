import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { labJsonSchema } from '../lab/json-schema.js'
import { packageSchema } from '../provider/schema.js'
import { referencePage, type JsonSchema } from '../report/reference.js'
import { KINDS } from '../resources/registry.js'
import { EXIT, type ExitCode } from './exit.js'
import type { Surroundings } from './surroundings.js'
import { version } from './version.js'

/** Prints the package schema, or writes everything that is generated from the kinds into the project. */
export async function schema(around: Surroundings, { write = false }: { readonly write?: boolean }): Promise<ExitCode> {
  const files = generatedFiles()
  if (!write) {
    around.print(files['schema.json'] ?? '')
    return EXIT.ok
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(around.directory, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    around.say(`${name}: written`)
  }
  return EXIT.ok
}

/** Every file that is generated from the zod schemas, by its path in the project. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    'schema.json': `${JSON.stringify(packageSchema(version()), null, 2)}\n`,
    'stacks/lab.schema.json': `${JSON.stringify(labJsonSchema(), null, 2)}\n`,
    ...Object.fromEntries(KINDS.map((kind) => [`docs/reference/${kind.name}.md`, page(kind)])),
  }
}

function page({ name, inputs, observed }: (typeof KINDS)[number]): string {
  const json = (schema: z.ZodType, io: 'input' | 'output') =>
    z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema
  return referencePage(name, json(inputs, 'input'), json(observed, 'output'))
}
