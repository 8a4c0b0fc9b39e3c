import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { LockedModel } from '../../lab/lock-schema.js'
import { geometryOf } from '../../mlx/geometry.js'

/** Manifest and geometry of a model in a folder of the operator's disk, relative to `project`. Reads every byte once. */
export async function lockFolder(declared: string, project: string): Promise<LockedModel> {
  const folder = resolve(project, declared)
  const config = join(folder, 'config.json')
  if (!existsSync(config)) throw new Error(`${folder} holds no config.json: is it a model folder?`)
  const files = []
  for (const path of filesBelow(folder)) {
    files.push({ name: relative(folder, path), size: statSync(path).size, sha256: await sha256Of(path) })
  }
  const index = join(folder, 'model.safetensors.index.json')
  const indexText = existsSync(index) ? readFileSync(index, 'utf8') : null
  const weights = files.filter(({ name }) => name.endsWith('.safetensors')).reduce((sum, { size }) => sum + size, 0)
  return {
    source: `folder:${declared}`,
    revision: createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 40),
    files,
    geometry: geometryOf(readFileSync(config, 'utf8'), indexText, weights),
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesBelow(path) : [path]
    })
}
