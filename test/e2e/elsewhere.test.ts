import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Pulumi } from '../../src/cli/demo/pulumi.js'
import { handWritten, ROOT, TestLab } from './test-lab.js'

const HAND = `
const mac = new macloom.Mac('mac', { lab: 'theirs', mac: 'studio-1' }, options)
const settings = new macloom.OsSettings('settings', { mac: 'studio-1', sleep: 'never', needs: [mac.ready] }, options)
export const state = settings.ready.state
`

describe('macloom in somebody else’s project', () => {
  let lab: TestLab
  const sleep = () => lab.sim.world().macs['studio-1']?.power.ac['sleep']
  const words = ['--yes', '--skip-preview'] as const

  beforeAll(async () => {
    lab = await TestLab.start({ world: { macs: { 'studio-1': { model: 'Mac15,14' } } } })
  })
  afterAll(() => lab.stop())

  /** An engine in a project of its own, with nothing of ours around it. */
  async function project(name: string, files: Readonly<Record<string, string>>, env = {}): Promise<Pulumi> {
    const folder = join(lab.folder, name)
    rmSync(folder, { recursive: true, force: true })
    for (const [path, text] of Object.entries(files)) lab.write(join('..', name, path), text)
    const home = join(folder, '.home')
    mkdirSync(home, { recursive: true })
    const pulumi = new Pulumi({ project: folder, home, stack: 'theirs', env: { ...process.env, ...env } })
    expect((await pulumi.run('stack', 'init')).exit).toBe(0)
    return pulumi
  }

  it('the packed package is installed, finds its own plugin and converges a program written by hand', async () => {
    const packs = join(lab.folder, 'packs')
    mkdirSync(packs)
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', packs], { cwd: ROOT, stdio: 'ignore' })
    const [tarball = ''] = readdirSync(packs)
    const theirs = await project('theirs', {
      'package.json': JSON.stringify({ name: 'theirs', version: '1.0.0', private: true, type: 'module' }),
      'Pulumi.yaml': stringify({
        ...{ name: 'theirs', main: 'index.js', runtime: { name: 'nodejs', options: { typescript: false } } },
        plugins: { providers: [{ name: 'macloom', path: 'node_modules/macloom/bin' }] },
      }),
      'index.js': handWritten(lab.connections(), HAND),
    })
    const quiet = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
    const at = { cwd: join(lab.folder, 'theirs'), stdio: 'ignore' } as const
    execFileSync('npm', ['install', ...quiet, join(packs, tarball)], at)
    const up = await theirs.run('up', ...words)
    expect(up.exit, up.text).toBe(0)
    expect(JSON.parse((await theirs.run('stack', 'output', '--json')).stdout)).toEqual({ state: 'ready' })
    expect(sleep()).toBe('0')
    const destroy = await theirs.run('destroy', ...words)
    expect(destroy.exit, destroy.text).toBe(0)
    expect(sleep()).not.toBe('0')
  })

  it('a YAML program declares the same resources, with readiness along its edges', async () => {
    const connections = JSON.stringify(lab.connections())
    const provider = { type: 'pulumi:providers:macloom', properties: { connections } }
    const options = () => ({ provider: '${macs}' })
    const yaml = await project('yaml', {
      'Pulumi.yaml': stringify({
        ...{ name: 'in-yaml', runtime: 'yaml' },
        plugins: { providers: [{ name: 'macloom', path: join(ROOT, 'bin') }] },
        resources: {
          macs: provider,
          mac: { type: 'macloom:index:Mac', properties: { lab: 'in-yaml', mac: 'studio-1' }, options: options() },
          settings: {
            ...{ type: 'macloom:index:OsSettings', options: options() },
            properties: { mac: 'studio-1', sleep: 'never', displaySleep: 20, needs: ['${mac.ready}'] },
          },
        },
        outputs: { state: '${settings.ready.state}' },
      }),
    })
    const up = await yaml.run('up', ...words)
    expect(up.exit, up.text).toBe(0)
    expect(lab.sim.world().macs['studio-1']?.power.ac).toMatchObject({ sleep: '0', displaysleep: '20' })
    expect(JSON.parse((await yaml.run('stack', 'output', '--json')).stdout)).toEqual({ state: 'ready' })
    const quiet = await yaml.run('preview', '--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
    const destroy = await yaml.run('destroy', ...words)
    expect(destroy.exit, destroy.text).toBe(0)
  })

  it('the package schema is one that Pulumi’s own checker takes, and it has every kind', async () => {
    const env = lab.pulumi.environment()
    const text = execFileSync('pulumi', ['package', 'get-schema', join(ROOT, 'bin/pulumi-resource-macloom')], {
      ...{ cwd: lab.project, env, encoding: 'utf8' as const },
    })
    const schema = JSON.parse(text) as { resources: Record<string, object> }
    expect(Object.keys(schema.resources)).toContain('macloom:index:ShardDeployment')
    lab.write('schema.json', text)
    const check = execFileSync('pulumi', ['schema', 'check', join(lab.project, 'schema.json')], {
      ...{ cwd: lab.project, env, encoding: 'utf8' as const },
    })
    expect(check).not.toMatch(/error/i)
  })
})
