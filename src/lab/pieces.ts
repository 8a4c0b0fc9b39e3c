import { z } from 'zod'
import { labCommand, labDeployment, labLink, labMac, labModel } from './schema.js'

/**
 * The parts of a lab file that are right by themselves, so that one mistake does not hide the next. Names are all that
 * stand in the file, so that a Mac with a wrong key is not reported as missing too.
 */
export interface Pieces {
  readonly macs: ReadonlyMap<string, z.infer<typeof labMac>>
  readonly links: ReadonlyMap<number, z.infer<typeof labLink>>
  readonly models: ReadonlyMap<string, z.infer<typeof labModel>>
  readonly deployments: ReadonlyMap<string, z.infer<typeof labDeployment>>
  readonly commands: ReadonlyMap<string, z.infer<typeof labCommand>>
  readonly gone: readonly string[]
  readonly hasRuntime: boolean
  readonly names: { readonly macs: readonly string[]; readonly models: readonly string[] }
}

/** Never throws, whatever the file holds. */
export function piecesOf(data: unknown): Pieces {
  const lab = record(data)
  return {
    macs: valid(labMac, lab['macs']),
    links: new Map([...valid(labLink, lab['links'])].map(([index, link]) => [Number(index), link])),
    models: valid(labModel, lab['models']),
    deployments: valid(labDeployment, lab['deployments']),
    commands: valid(labCommand, lab['commands']),
    gone: z.array(z.string()).catch([]).parse(lab['gone']),
    hasRuntime: lab['mlx'] !== undefined && lab['mlx'] !== null,
    names: { macs: Object.keys(record(lab['macs'])), models: Object.keys(record(lab['models'])) },
  }
}

function valid<T extends z.ZodType>(schema: T, section: unknown): Map<string, z.infer<T>> {
  const entries = Object.entries(record(section)).flatMap(([name, value]): [string, z.infer<T>][] => {
    const result = schema.safeParse(value)
    return result.success ? [[name, result.data]] : []
  })
  return new Map(entries)
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
