import { z } from 'zod'
import { needs } from '../words.js'

/** A pinned archive, or a Python that is already on the Mac (a stand-in where the sim has no macOS Python). */
export const pythonSource = z.union([
  z.strictObject({ version: z.string(), url: z.url(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject({ version: z.string(), path: z.string().startsWith('/') }),
])
export type PythonSource = z.infer<typeof pythonSource>

export const mlxInstallInputs = z.strictObject({
  needs,
  mac: z.string().describe('Name in the connection table of the provider.'),
  python: pythonSource.describe('A pinned archive of Python, or the path of one that is on the Mac.'),
  uv: z
    .strictObject({ version: z.string(), requirements: z.string() })
    .describe('uv, with requirement lines and hashes of its own wheel, which pip installs it from.'),
  mlx: z.string().describe('Version of mlx that the environment must have.'),
  mlxLm: z.string().describe('Version of mlx-lm that the environment must have.'),
  requirements: z.string().describe('Every package with version and hashes, for macOS and Linux.'),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256 of all that the environment is made of; names it on the Mac.'),
  index: z.url().optional().describe('A mirror of the package index.'),
})
export type MlxInstallInputs = z.infer<typeof mlxInstallInputs>
