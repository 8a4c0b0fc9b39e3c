import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { Pulumi } from '../../src/cli/demo/pulumi.js'
import { newWorld, type NewWorld } from '../../src/sim/new-world.js'
import { startSim, type Sim } from '../../src/sim/sim.js'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..')

export interface TestLabOptions {
  readonly world: Omit<NewWorld, 'lab' | 'seed'>
  /** The lab file without `lab`, `ssh` and `macs`; per-Mac extras are merged in by name. */
  readonly lab: Record<string, unknown>
  readonly macs?: Readonly<Record<string, Record<string, unknown>>>
  readonly lock?: Record<string, unknown>
  readonly stack?: string
}

/** One lab of sim Macs in a folder of its own, with a Pulumi project, a state and an engine home of its own. */
export class TestLab {
  readonly folder: string
  readonly project: string
  readonly stack: string
  readonly sim: Sim
  readonly pulumi: Pulumi
  readonly #options: TestLabOptions

  private constructor(folder: string, sim: Sim, options: TestLabOptions) {
    this.folder = folder
    this.sim = sim
    this.#options = options
    this.stack = options.stack ?? 'lab'
    this.project = join(folder, 'project')
    this.pulumi = new Pulumi({ project: this.project, home: join(folder, 'home'), stack: this.stack, env: process.env })
  }

  static async start(options: TestLabOptions): Promise<TestLab> {
    const folder = mkdtempSync(join(tmpdir(), 'macloom-e2e-'))
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'id')])
    const world = newWorld({ ...options.world, lab: options.stack ?? 'lab', seed: 7 })
    const authorizedKeys = [readFileSync(join(folder, 'id.pub'), 'utf8')]
    const sim = await startSim({ world, directory: join(folder, 'sim'), authorizedKeys })
    const lab = new TestLab(folder, sim, options)
    lab.#writeProject()
    lab.writeLab(options.lab)
    const init = await lab.pulumi.run('stack', 'init')
    if (init.exit !== 0) throw new Error(`pulumi stack init failed:\n${init.text}`)
    return lab
  }

  /** Writes the lab file of the stack; connection details come from the sim. */
  writeLab(body: Record<string, unknown>): void {
    const macs = Object.fromEntries(
      Object.entries(this.sim.macs).map(([name, { address, port, hostKey }]) => [
        name,
        { address, port, hostKey, ...this.#options.macs?.[name] },
      ]),
    )
    const ssh = { user: 'admin', identity: join(this.folder, 'id') }
    const file = join(this.project, 'stacks', `${this.stack}.yaml`)
    writeFileSync(
      file,
      stringify({ lab: this.stack, ssh, macs: { ...macs, ...(body['macs'] as object) }, ...without(body, 'macs') }),
    )
  }

  /** `pulumi up`, `preview`, `destroy`, … with what each needs to run without questions. */
  up(...words: readonly string[]) {
    return this.pulumi.run('up', '--yes', '--skip-preview', ...words)
  }

  preview(...words: readonly string[]) {
    return this.pulumi.run('preview', '--diff', ...words)
  }

  destroy(...words: readonly string[]) {
    return this.pulumi.run('destroy', '--yes', '--skip-preview', ...words)
  }

  /** The stack's outputs as JSON. */
  async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = await this.pulumi.run('stack', 'output', '--json')
    return JSON.parse(stdout) as Record<string, unknown>
  }

  /** The resources in the state, by name. */
  async state(): Promise<Record<string, { id: string; outputs: Record<string, unknown> }>> {
    const { stdout } = await this.pulumi.run('stack', 'export')
    const parsed = JSON.parse(stdout) as {
      deployment: { resources?: { urn: string; id: string; outputs: Record<string, unknown> }[] }
    }
    return Object.fromEntries((parsed.deployment.resources ?? []).map((each) => [each.urn.split('::')[3] ?? '', each]))
  }

  async stop(): Promise<void> {
    await this.sim.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #writeProject(): void {
    mkdirSync(join(this.project, 'stacks'), { recursive: true })
    mkdirSync(join(this.project, 'node_modules'))
    for (const name of ['@pulumi', 'zod', 'yaml']) {
      symlinkSync(join(ROOT, 'node_modules', name), join(this.project, 'node_modules', name))
    }
    symlinkSync(ROOT, join(this.project, 'node_modules', 'macloom'))
    writeFileSync(
      join(this.project, 'package.json'),
      JSON.stringify({ name: 'lab-under-test', type: 'module', version: '0.0.1' }),
    )
    writeFileSync(join(this.project, 'main.js'), "export * from 'macloom/program'\n")
    const project = {
      name: 'macloom',
      runtime: { name: 'nodejs', options: { typescript: false } },
      main: 'main.js',
      stackConfigDir: 'stacks',
      plugins: { providers: [{ name: 'macloom', path: join(ROOT, 'bin') }] },
      options: { refresh: 'always' },
    }
    writeFileSync(join(this.project, 'Pulumi.yaml'), stringify(project))
    if (this.#options.lock !== undefined) {
      writeFileSync(join(this.project, 'stacks', `${this.stack}.lock.yaml`), stringify(this.#options.lock))
    }
  }
}

function without(body: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== key))
}
