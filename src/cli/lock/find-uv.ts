import { join } from 'node:path'
import { folderOf } from '../on-path.js'
import { UV_VERSION } from './requirements.js'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The uv that resolves versions here: MACLOOM_UV, else the first on PATH, else the one that the project's own tools keep
 * in their cache (tools/uv.mjs). Throws with how to get one.
 */
export function findUv(env: Env): string {
  const named = env['MACLOOM_UV']
  if (named !== undefined && named !== '') return named
  const folder = folderOf('uv', env['PATH'], cached(env))
  if (folder !== undefined) return join(folder, 'uv')
  throw new Error(
    'uv is needed to resolve the versions of MLX, and is not here: `pipx install uv` or `brew install uv`, or set MACLOOM_UV to its path',
  )
}

function cached({ MACLOOM_CACHE, HOME }: Env): string[] {
  const root = MACLOOM_CACHE || (HOME === undefined ? undefined : join(HOME, '.cache', 'macloom'))
  return root === undefined ? [] : [join(root, 'uv', UV_VERSION)]
}
