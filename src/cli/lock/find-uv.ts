import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { UV_VERSION } from './requirements.js'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The uv that resolves versions here: MACLOOM_UV, else the first on PATH, else the one that the project's own tools keep
 * in their cache (tools/uv.mjs). Throws with how to get one.
 */
export function findUv(env: Env): string {
  const named = env['MACLOOM_UV']
  if (named !== undefined && named !== '') return named
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const found = [...onPath, ...cached(env)].map((folder) => join(folder, 'uv')).find(runs)
  if (found !== undefined) return found
  throw new Error(
    'uv is needed to resolve the versions of MLX, and is not here: `pipx install uv` or `brew install uv`, or set MACLOOM_UV to its path',
  )
}

function cached({ MACLOOM_CACHE, HOME }: Env): string[] {
  const root = MACLOOM_CACHE || (HOME === undefined ? undefined : join(HOME, '.cache', 'macloom'))
  return root === undefined ? [] : [join(root, 'uv', UV_VERSION)]
}

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
