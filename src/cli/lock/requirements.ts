import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Version of uv that builds the environments on the Macs; its own wheel is pinned by hash like everything else. */
export const UV_VERSION = '0.13.8'

/** The oldest Python a lock is made for; a lock holds for it and every later one. */
const OLDEST_PYTHON = '3.11'

/**
 * Requirement lines with hashes for macOS (arm64) and Linux at once, from `uv pip compile --universal`. Names no index,
 * path or host. Throws with uv's own words when it is missing or finds no solution.
 */
export function compileRequirements(uv: string, requirements: readonly string[], index?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'macloom-lock-'))
  try {
    const input = join(folder, 'requirements.in')
    writeFileSync(input, `${requirements.join('\n')}\n`)
    const result = spawnSync(uv, [...compileWords(input), ...(index === undefined ? [] : ['--index-url', index])], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    if (result.error !== undefined) {
      throw new Error(
        `${uv} cannot be run (${result.error.message}): \`pipx install uv\`, or set MACLOOM_UV to its path`,
      )
    }
    if (result.status !== 0)
      throw new Error(`uv found no set of versions for ${requirements.join(', ')}:\n${result.stderr}`)
    return readFileSync(join(folder, 'out.txt'), 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function compileWords(input: string): string[] {
  const quiet = ['--no-header', '--no-annotate', '--no-emit-index-url', '--no-emit-find-links', '--quiet']
  const output = input.replace('requirements.in', 'out.txt')
  return [
    'pip',
    'compile',
    '--universal',
    '--generate-hashes',
    '--python-version',
    OLDEST_PYTHON,
    ...quiet,
    '-o',
    output,
    input,
  ]
}

/** What an MLX environment is compiled from: the CPU build on Linux (the sim), the ordinary wheel on macOS. */
export function mlxRequirements(mlx: string, mlxLm: string): string[] {
  return [`mlx[cpu]==${mlx}; sys_platform == 'linux'`, `mlx==${mlx}; sys_platform == 'darwin'`, `mlx-lm==${mlxLm}`]
}
