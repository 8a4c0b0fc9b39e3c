import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { LockedModel } from '../../lab/lock-schema.js'
import { geometryOf } from '../../mlx/geometry.js'

/** What `/api/models/<repo>/revision/<revision>?blobs=true` answers, as far as we read it. */
const listing = z.object({
  siblings: z.array(
    z.object({ rfilename: z.string(), size: z.number(), lfs: z.object({ sha256: z.string() }).nullish() }),
  ),
})

export interface HubModel {
  readonly hub: string
  readonly repo: string
  readonly revision: string
  readonly token?: string
}

/** Manifest and geometry of a pinned revision on a HF_ENDPOINT-compatible hub. Fetches only the small files. */
export async function lockHub(model: HubModel): Promise<LockedModel> {
  const { hub, repo, revision } = model
  const api = await get(`${hub}/api/models/${repo}/revision/${revision}?blobs=true`, model)
  const { siblings } = listing.parse(await api.json())
  const wanted = siblings.filter(({ rfilename }) => !rfilename.startsWith('.'))
  const outside = siblings.find(({ rfilename }) => rfilename.startsWith('/') || rfilename.split('/').includes('..'))
  if (outside !== undefined)
    throw new Error(`${repo}: the hub lists ${outside.rfilename}, which no model folder can hold`)
  const files = []
  const texts: Record<string, string> = {}
  for (const { rfilename, size, lfs } of wanted) {
    if (lfs != null) {
      files.push({ name: rfilename, size, sha256: lfs.sha256 })
      continue
    }
    // Small files have no published SHA-256 (only a git blob id), so ours is made from their bytes.
    const bytes = Buffer.from(await (await get(`${hub}/${repo}/resolve/${revision}/${rfilename}`, model)).arrayBuffer())
    texts[rfilename] = bytes.toString('utf8')
    files.push({ name: rfilename, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
  }
  const config = texts['config.json']
  if (config === undefined) throw new Error(`${repo} at ${revision} holds no config.json: is it a model repository?`)
  const weights = files.filter(({ name }) => name.endsWith('.safetensors')).reduce((sum, { size }) => sum + size, 0)
  const geometry = geometryOf(config, texts['model.safetensors.index.json'] ?? null, weights)
  return { source: `${hub}/${repo}`, revision, files, geometry }
}

async function get(url: string, { token, repo, revision }: HubModel): Promise<Response> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(url, { headers }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new Error(`${new URL(url).origin} does not answer (${cause}): check the network, or set HF_ENDPOINT`)
  })
  if (response.ok) return response
  const why: Readonly<Record<number, string>> = {
    401: 'it wants a token: set HF_TOKEN',
    403: 'this token may not read it: accept the licence of the model on its page, or use another token',
    404: 'there is no such repository or revision',
    429: `too many requests: try again in ${response.headers.get('retry-after') ?? 'some'} seconds`,
  }
  throw new Error(
    `${repo} at ${revision}: the hub answered ${response.status}: ${why[response.status] ?? 'try again later'}`,
  )
}
