import { z } from 'zod'
import { MacTrouble } from '../command/errors.js'
import type { Connection } from '../planner/plan.js'
import type { Properties } from './values.js'

const connection = z.strictObject({
  address: z.string().min(1),
  hostKey: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'SHA256:… as `macloom keys <address>` prints it'),
  port: z.number().int().min(1).max(65535).optional(),
  user: z.string().optional(),
  identity: z.string().optional(),
  jump: z.string().optional(),
  jumpHostKey: z.string().optional(),
})

export const configuration = z.object({
  /** JSON text: name of each Mac to how it is reached. No secrets: agent or key paths. */
  connections: z.string(),
  /** JSON list of Macs that will never come back; release skips them with a warning. */
  gone: z.string().default('[]'),
  /** JSON list of Macs that may leave: silence of theirs fails no run. */
  optional: z.string().default('[]'),
})

export interface Configuration {
  readonly connections: Readonly<Record<string, Connection>>
  readonly gone: readonly string[]
  readonly optional: readonly string[]
}

/** Reads the provider's configuration. Throws `invalid` naming the key, what was expected and where it comes from. */
export function readConfiguration(args: Properties): Configuration {
  const outer = configuration.safeParse(args)
  if (!outer.success) throw wrong('connections', 'a JSON text from the lab file or from `new Provider(…)`')
  const table = z.record(z.string(), connection).safeParse(parse('connections', outer.data.connections))
  if (!table.success) throw wrong('connections', z.prettifyError(table.error))
  const [gone, optional] = (['gone', 'optional'] as const).map((key) => names(key, outer.data[key]))
  return { connections: table.data as Record<string, Connection>, gone: gone ?? [], optional: optional ?? [] }
}

function names(key: string, text: string): string[] {
  const list = z.array(z.string()).safeParse(parse(key, text))
  if (!list.success) throw wrong(key, 'a JSON list of names')
  return list.data
}

function parse(key: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw wrong(key, `JSON text (${error instanceof Error ? error.message : String(error)})`)
  }
}

function wrong(key: string, expected: string): MacTrouble {
  return new MacTrouble('invalid', {
    doing: `read the provider configuration macloom:${key}`,
    seen: `expected ${expected}`,
    unchanged: 'Nothing was changed',
  })
}
