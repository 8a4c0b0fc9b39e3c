import { renameSync, writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { z } from 'zod'
import { lockFile, type Lock } from '../../lab/lock-schema.js'
import type { Lab } from '../../lab/schema.js'
import { linkSubnets } from '../../planner/plan-lab.js'
import { createHash } from 'node:crypto'
import type { LabFiles } from '../lab-files.js'
import { lockFolder } from './model-folder.js'
import { lockHub } from './model-hub.js'
import { PYTHON_ARCHIVES } from './python-archives.js'
import { compileRequirements, mlxRequirements, UV_VERSION } from './requirements.js'

export interface LockSetting {
  readonly uv: string
  readonly hub: string
  readonly token: string | undefined
  readonly say: (line: string) => void
}

/** Writes `stacks/<lab>.lock.yaml`: everything that `up` and `plan` must not ask anybody about. Whole, then renamed. */
export async function writeLock(files: LabFiles, setting: LockSetting): Promise<void> {
  const models: Lock['models'] = {}
  for (const [name, model] of Object.entries(files.lab.models)) {
    setting.say(`model ${name}: reading ${model.folder ?? model.repo ?? ''}`)
    models[name] = await lockModel(model, files.project, setting)
  }
  const runtime = lockMlx(files.lab, setting)
  const lock: Lock = { version: 1, ...runtime, models, subnets: files.lock?.subnets ?? {} }
  const subnets = linkSubnets(files.lab, lock)
  // What cannot be read back must not replace a lock file that can.
  const readable = lockFile.safeParse({ ...lock, subnets })
  if (!readable.success) throw new Error(`nothing was written: ${z.prettifyError(readable.error)}`)
  const text = `# Written by \`macloom lock\`; commit it beside the lab file.\n${stringify({ ...lock, subnets }, { lineWidth: 0 })}`
  writeFileSync(`${files.lockPath}.new`, text)
  renameSync(`${files.lockPath}.new`, files.lockPath)
  setting.say(`${files.lockPath}: written`)
}

async function lockModel(model: Lab['models'][string], project: string, { hub, token }: LockSetting) {
  if (model.folder !== undefined) return lockFolder(model.folder, project)
  if (model.repo === undefined || model.revision === undefined)
    throw new Error('a model needs a folder, or repo and revision')
  const source = { hub: model.hub ?? hub, repo: model.repo, revision: model.revision }
  return lockHub(token === undefined ? source : { ...source, token })
}

function lockMlx(lab: Lab, { uv, say }: LockSetting): Pick<Lock, 'mlx'> {
  if (lab.mlx === undefined) return {}
  const { mlx, 'mlx-lm': mlxLm, index } = lab.mlx
  say(`mlx ${mlx} and mlx-lm ${mlxLm}: resolving for macOS and Linux, with hashes`)
  const requirements = compileRequirements(uv, mlxRequirements(mlx, mlxLm), index)
  const uvRequirements = compileRequirements(uv, [`uv==${UV_VERSION}`], index)
  const python = pythonOf(lab.mlx.python)
  const digest = createHash('sha256')
    .update(JSON.stringify([requirements, python, UV_VERSION]))
    .digest('hex')
  return {
    mlx: { mlx, mlxLm, python, uv: { version: UV_VERSION, requirements: uvRequirements }, requirements, digest },
  }
}

function pythonOf(python: NonNullable<Lab['mlx']>['python']): NonNullable<Lock['mlx']>['python'] {
  if (typeof python !== 'string') return python
  const archive = PYTHON_ARCHIVES[python]
  if (archive !== undefined) return archive
  throw new Error(`mlx.python ${python}: there is a pinned archive for ${Object.keys(PYTHON_ARCHIVES).join(', ')}`)
}
