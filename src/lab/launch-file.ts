import { z } from 'zod'
import { placeRemarks } from './parse.js'
import { readYaml, type Remark } from './place.js'
import { remarksOn } from './sentence.js'
import { LabError } from './trouble.js'

const cell = z.union([z.string().min(1), z.array(z.string().min(1)).min(1), z.null()])
// MLX reads these keys and passes over all others; so does this.
const host = z.looseObject({
  ssh: z.string().min(1),
  ips: z.array(z.string().min(1)).default([]),
  rdma: z.array(cell).default([]),
})
const objectForm = z.looseObject({
  // `--over ethernet` writes an empty one.
  backend: z
    .preprocess((value) => (value === '' ? undefined : value), z.enum(['ring', 'jaccl', 'jaccl-ring']).optional())
    .transform((backend) => backend ?? ('' as const)),
  envs: z.array(z.string()).default([]),
  hosts: z.array(host).min(1),
})
const listForm = z
  .array(host)
  .min(1)
  .transform((hosts) => ({ backend: '' as const, envs: [] as string[], hosts }))

/** A host file of MLX as it was read, whichever form it has. */
export interface ReadLaunchFile {
  readonly backend: '' | 'ring' | 'jaccl' | 'jaccl-ring'
  readonly envs: readonly string[]
  readonly hosts: readonly {
    readonly ssh: string
    readonly ips: readonly string[]
    readonly rdma: readonly (string | readonly string[] | null)[]
  }[]
}

/**
 * Reads a host file of `mlx.launch`: the object that `mlx.distributed_config` writes, or the list of mlx before 0.30.6.
 * Throws a LabError with the place of everything that mlx.launch would refuse, often with less to say.
 */
export function parseLaunchFile(text: string, file: string): ReadLaunchFile {
  const placed = readYaml(text, file)
  if (placed.broken.length > 0) throw new LabError(placed.broken)
  if (!isJson(text)) throw placeRemarks(text, file, [{ path: [], message: 'it is YAML, and MLX reads JSON only' }])
  const form = Array.isArray(placed.data) ? listForm : objectForm
  const result: z.ZodSafeParseResult<ReadLaunchFile> = form.safeParse(placed.data)
  if (!result.success)
    throw placeRemarks(
      text,
      file,
      remarksOn(result.error, placed.data, () => []),
    )
  const wrong = matrixTroubles(result.data, Array.isArray(placed.data) ? [] : ['hosts'])
  if (wrong.length > 0) throw placeRemarks(text, file, wrong)
  const hosts = result.data.hosts.map(({ ssh, ips, rdma }) => ({ ssh, ips, rdma }))
  return { backend: result.data.backend, envs: result.data.envs, hosts }
}

/** The rules of mlx.launch 0.32.4 for the matrix of devices. */
function matrixTroubles({ backend, hosts }: ReadLaunchFile, above: readonly string[]): Remark[] {
  const rdma = backend === 'jaccl' || backend === 'jaccl-ring'
  const count = hosts.length
  return hosts.flatMap((each, row): Remark[] => {
    const path = [...above, row]
    if (backend === 'ring' && each.ips.length === 0)
      return [{ path, message: 'the ring backend needs ips of every host' }]
    if (each.rdma.length === 0 && !rdma) return []
    if (each.rdma.length !== count) {
      const message = `${each.rdma.length} entries for ${count} hosts; rdma has one for each, and null for the host itself`
      return [{ path: [...path, 'rdma'], message }]
    }
    if (each.rdma[row] !== null) {
      return [{ path: [...path, 'rdma', row], message: `${each.ssh} has a device towards itself; write null` }]
    }
    const needed = backend === 'jaccl-ring' ? [(row + count - 1) % count, (row + 1) % count] : [...hosts.keys()]
    return !rdma
      ? []
      : [...new Set(needed)]
          .filter((column) => column !== row && each.rdma[column] === null)
          .map((column) => ({
            path: [...path, 'rdma', column],
            message: `no device of ${each.ssh} towards ${hosts[column]?.ssh ?? ''}, which ${backend} needs`,
          }))
  })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
