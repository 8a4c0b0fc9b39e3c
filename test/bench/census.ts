import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { readLabFiles } from '../../src/cli/lab-files.js'
import { writeLock } from '../../src/cli/lock/write-lock.js'
import { enableRdma } from '../../src/sim/hands-on-world.js'
import { newWorld } from '../../src/sim/new-world.js'
import type { Connection } from '../../src/ssh/connection.js'
import type { Noted } from './census-hook.js'
import { timed, type Extent, type Figure } from './measure.js'
import { LAB_PROGRAM, Project } from './project.js'
import { startSims } from './sims.js'
import { summed, tells } from './census-sums.js'

const LINK = 'studio-1:2 <-> studio-2:2'

/** Where the time of a first `pulumi up` of the demo's lab goes, and of the same when nothing is left to do. */
export async function census(folder: string, _extent: Extent): Promise<readonly Figure[]> {
  const python = process.env['MACLOOM_MLX_PYTHON']
  if (python === undefined) return [{ what: 'no census: this machine has no MLX', value: 0, unit: '' }]
  const macs = { 'studio-1': { model: 'Mac15,14' }, 'studio-2': { model: 'Mac15,14' } }
  const world = newWorld({ lab: 'bench', seed: 1, macs, cables: [LINK] })
  for (const name of Object.keys(macs)) enableRdma(world, name)
  const sims = await startSims(folder, world)
  const heard = join(folder, 'heard')
  try {
    const project = await labOf(folder, sims.connections, python, heard)
    return [...(await counted('first up', project, heard)), ...(await counted('up with nothing to do', project, heard))]
  } finally {
    await sims.stop()
  }
}

async function counted(title: string, project: Project, heard: string): Promise<Figure[]> {
  writeFileSync(heard, '')
  const took = await timed(() => project.up())
  const noted = readFileSync(heard, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Noted)
  return [{ what: title, value: Math.round(took), unit: 'ms' }, ...summed(title, noted), ...tells(title, noted)]
}

async function labOf(
  folder: string,
  connections: Readonly<Record<string, Connection>>,
  python: string,
  heard: string,
): Promise<Project> {
  const model = join(folder, 'model')
  execFileSync(python, [join('tools', 'tiny-model.py'), model], { stdio: 'ignore' })
  const lab = {
    ...{ lab: 'bench', macs: connections, links: [LINK], rdma: 'enabled', fabric: { subnet: '127.79.0.0/16' } },
    mlx: { python: { version: '3', path: '/opt/macloom/python3' }, mlx: '0.32.4', 'mlx-lm': '0.32.2' },
    models: { tiny: { folder: model } },
    deployments: { tiny: { model: 'tiny', macs: Object.keys(connections), ...GROUP } },
  }
  const stacks = join(folder, 'locked', 'stacks')
  mkdirSync(stacks, { recursive: true })
  writeFileSync(join(stacks, 'bench.yaml'), stringify(lab))
  const uv = process.env['MACLOOM_UV'] ?? 'uv'
  const files = readLabFiles(join(folder, 'locked'), 'bench')
  await writeLock(files, { uv, hub: '', token: undefined, say: () => undefined })
  return Project.create({
    ...{ folder, program: LAB_PROGRAM, providers: { macloom: listener(folder) }, env: { MACLOOM_CENSUS: heard } },
    files: { 'stacks/bench.yaml': stringify(lab), 'stacks/bench.lock.yaml': readFileSync(files.lockPath, 'utf8') },
  })
}

const GROUP = { strategy: 'tensor', backend: 'ring', context: 512, port: 27_980, ringPort: 27_990 }

/** Our provider with the hook loaded before it, in a folder as the engine wants it. */
function listener(folder: string): string {
  const bin = join(folder, 'bin')
  const hook = fileURLToPath(new URL('census-hook.js', import.meta.url))
  const provider = join(process.cwd(), 'dist', 'provider', 'main.js')
  mkdirSync(bin, { recursive: true })
  const script = `#!/bin/sh\nexec node --import '${hook}' '${provider}' "$@"\n`
  writeFileSync(join(bin, 'pulumi-resource-macloom'), script, { mode: 0o755 })
  return bin
}
