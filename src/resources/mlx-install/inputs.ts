import { z } from 'zod'
import { ready } from '../words.js'

/** A pinned archive, or a Python that is already on the Mac (a stand-in where the sim has no macOS Python). */
export const pythonSource = z.union([
  z.strictObject({ version: z.string(), url: z.url(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject({ version: z.string(), path: z.string().startsWith('/') }),
])
export type PythonSource = z.infer<typeof pythonSource>

export const mlxInstallInputs = z.strictObject({
  needs: z.array(ready).default([]),
  mac: z.string(),
  python: pythonSource,
  /** Hash-pinned requirement lines for uv itself, installed by pip from its own wheel. */
  uv: z.strictObject({ version: z.string(), requirements: z.string() }),
  mlx: z.string(),
  mlxLm: z.string(),
  /** The universal lock, hashes included. Its SHA-256 names the environment. */
  requirements: z.string(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  index: z.url().optional().describe('A mirror of the package index.'),
})
export type MlxInstallInputs = z.infer<typeof mlxInstallInputs>
