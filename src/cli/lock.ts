import { EXIT, type ExitCode } from './exit.js'
import { readLabFiles } from './lab-files.js'
import { findUv } from './lock/find-uv.js'
import { writeLock } from './lock/write-lock.js'
import type { Surroundings } from './surroundings.js'

/** Writes the lock file of a lab; asks the hub and the package index, and no Mac. */
export async function lock({ env, directory, say }: Surroundings, lab: string): Promise<ExitCode> {
  const token = env['HF_TOKEN']
  const files = readLabFiles(directory, lab)
  await writeLock(files, {
    uv: files.lab.mlx === undefined ? 'uv' : findUv(env),
    hub: (env['HF_ENDPOINT'] ?? 'https://huggingface.co').replace(/\/+$/, ''),
    token: token === '' ? undefined : token,
    say,
  })
  return EXIT.ok
}
