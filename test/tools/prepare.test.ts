import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { toolEnvironment } from '../../tools/prepare.mjs'
import { buildProject, installDependencies, PROJECT } from '../../tools/project.mjs'
import { atLeast, ENGINE_BINARIES } from '../../tools/versions.mjs'
import { Machine } from './machine.js'

const engine = { dir: '/engine/bin', version: '3.259.0', source: 'cache' } as const

/** A small project with one source file, compiled by this checkout's own TypeScript. */
function smallProject(machine: Machine): string {
  const project = join(machine.folder, 'project')
  mkdirSync(join(project, 'src'), { recursive: true })
  const compilerOptions = { target: 'ES2022', module: 'NodeNext', rootDir: 'src', strict: true, types: [] }
  writeFileSync(join(project, 'tsconfig.json'), '{}')
  writeFileSync(join(project, 'tsconfig.build.json'), JSON.stringify({ compilerOptions, include: ['src'] }))
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', bin: { it: 'dist/it.js' } }))
  writeFileSync(join(project, 'package-lock.json'), '{}')
  writeFileSync(join(project, 'src', 'it.ts'), 'export const it: number = 1\n')
  symlinkSync(join(PROJECT, 'node_modules'), join(project, 'node_modules'))
  return project
}

describe('npm packages', () => {
  test('are installed when they are missing or older than the lock file, and only then', async () => {
    const machine = new Machine()
    machine.borrow('mkdir', 'touch')
    machine.program('npm', 'echo "$@" >> calls; mkdir -p node_modules; touch node_modules/.package-lock.json')
    const project = join(machine.folder, 'project')
    mkdirSync(project)
    writeFileSync(join(project, 'package-lock.json'), '{}')
    expect(await installDependencies({ ...machine, project })).toBe(false)
    expect(await installDependencies({ ...machine, project })).toBe(true)
    const later = new Date(Date.now() + 60_000)
    utimesSync(join(project, 'package-lock.json'), later, later)
    expect(await installDependencies({ ...machine, project })).toBe(false)
    const calls = readFileSync(join(project, 'calls'), 'utf8')
    expect(calls).toBe('ci --no-audit --no-fund\nci --no-audit --no-fund\n')
  })

  test('are not installed through a link to the packages of another checkout', async () => {
    const machine = new Machine()
    machine.program('npm', 'exit 0')
    const project = smallProject(machine)
    const later = new Date(Date.now() + 3600_000)
    utimesSync(join(project, 'package-lock.json'), later, later)
    await expect(installDependencies({ ...machine, project })).rejects.toThrow('node_modules is a link')
    expect(existsSync(join(PROJECT, 'node_modules', 'vitest'))).toBe(true)
  })

  test('that cannot be installed are an error with what npm said', async () => {
    const machine = new Machine()
    machine.program('npm', 'echo "ENOTFOUND registry" >&2; exit 1')
    writeFileSync(join(machine.folder, 'package-lock.json'), '{}')
    const outcome = installDependencies({ ...machine, project: machine.folder })
    await expect(outcome).rejects.toThrow('npm ci failed with exit code 1:\nENOTFOUND registry')
  })
})

describe('the compiled output', () => {
  test('is made anew when a source changes or goes, and only then', async () => {
    const machine = new Machine()
    const project = smallProject(machine)
    expect(await buildProject({ ...machine, project })).toBe(false)
    expect(await buildProject({ ...machine, project })).toBe(true)
    writeFileSync(join(project, 'src', 'other.ts'), 'export const other = 2\n')
    rmSync(join(project, 'src', 'it.ts'))
    expect(await buildProject({ ...machine, project })).toBe(false)
    expect(existsSync(join(project, 'dist', 'it.js'))).toBe(false)
    expect(existsSync(join(project, 'dist', 'other.js'))).toBe(true)
  })

  test('stays as it was when a source does not compile', async () => {
    const machine = new Machine()
    const project = smallProject(machine)
    await buildProject({ ...machine, project })
    const before = readFileSync(join(project, 'dist', 'it.js'), 'utf8')
    writeFileSync(join(project, 'src', 'it.ts'), 'export const it: number = "two"\n')
    await expect(buildProject({ ...machine, project })).rejects.toThrow(
      /the build failed, dist is as it was:\n.*TS2322/,
    )
    expect(readFileSync(join(project, 'dist', 'it.js'), 'utf8')).toBe(before)
  })
})

describe('the environment of the tools', () => {
  test('puts the engine first on PATH and keeps it from the network', () => {
    expect(toolEnvironment({ engine, env: { PATH: '/usr/bin' } })).toEqual({
      PATH: '/engine/bin:/usr/bin',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    })
  })

  test('leaves PATH alone when it already leads to that engine', () => {
    const machine = new Machine()
    machine.program('pulumi', '')
    const dir = join(machine.folder, 'bin')
    const env = { PATH: `/nowhere:${dir}` }
    expect(toolEnvironment({ engine: { ...engine, dir, source: 'path' }, env }).PATH).toBe(env.PATH)
  })

  test('names the Pythons and uv where MLX is here, and nothing of the kind where it is not', () => {
    const mlx = { python: '/m/python', bin: '/m', basePython: '/p', uv: '/uv', uvCache: '/c', built: false }
    expect(toolEnvironment({ engine, mlx, env: {} })).toMatchObject({
      MACLOOM_PYTHON: '/p',
      MACLOOM_MLX_PYTHON: '/m/python',
      MACLOOM_MLX_BIN: '/m',
      MACLOOM_UV: '/uv',
      MACLOOM_UV_CACHE: '/c',
    })
    const absent = toolEnvironment({ engine, mlx: { python: null, why: 'none' }, env: {} })
    expect(Object.keys(absent).filter((name) => name.startsWith('MACLOOM_'))).toEqual([])
  })
})

describe('pinned versions', () => {
  test.each(ENGINE_BINARIES.map(({ name, version, goPackage }) => ({ name, version, goPackage })))(
    '$name is built from the version that its go.mod requires',
    ({ name, version, goPackage }) => {
      const goMod = readFileSync(join(PROJECT, 'tools', 'engine', name, 'go.mod'), 'utf8')
      expect(goMod).toContain(`tool ${goPackage}\n`)
      const required = [...goMod.matchAll(/(github\.com\/pulumi\/\S+) v(\S+)/g)]
      const own = required.find(([, module]) => module !== undefined && goPackage.startsWith(`${module}/`))
      expect(own?.[2]).toBe(version)
    },
  )

  test.each([
    ['3.259.0', '3.226.0', true],
    ['v3.226.0', '3.226.0', true],
    ['3.9.0', '3.226.0', false],
    ['4.0.0-alpha', '3.226.0', true],
    ['3.11', '3.11', true],
  ])('version %s is at least %s: %s', (found, oldest, answer) => {
    expect(atLeast(found, oldest)).toBe(answer)
  })
})
