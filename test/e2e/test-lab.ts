import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { Pulumi } from '../../src/cli/demo/pulumi.js'
import { differing, settingsOf } from '../../src/cli/demo/settings.js'
import { newWorld, type NewWorld } from '../../src/sim/new-world.js'
import { startSim, type Sim } from '../../src/sim/sim.js'
import { runProgram, type Said } from '../sim/lab.js'
import { Watch } from './watch.js'

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..')

export interface TestLabOptions {
  readonly world: Omit<NewWorld, 'lab' | 'seed'>
  /** The lab file without `lab`, `ssh` and `macs`; per-Mac extras are merged in by name. */
  readonly lab?: Record<string, unknown>
  readonly macs?: Readonly<Record<string, Record<string, unknown>>>
  readonly lock?: Record<string, unknown>
  readonly stack?: string
  /** The Pulumi program; default: the lab file's own. */
  readonly program?: string
  readonly env?: Readonly<Record<string, string>>
  /** A Python on the Macs, for real MLX. */
  readonly python?: string | null
}

export interface StoredResource {
  readonly urn: string
  readonly id: string
  readonly inputs: Record<string, unknown>
  readonly outputs: Record<string, unknown> & { readonly ready?: { readonly state: string; readonly reason: string } }
  readonly initErrors?: readonly string[]
}

const LAB_PROGRAM = "export * from 'macloom/program'\n"

/** One lab of sim Macs in a folder of its own, with a Pulumi project, a state and an engine home of its own. */
export class TestLab {
  readonly folder: string
  readonly project: string
  readonly stack: string
  readonly sim: Sim
  readonly pulumi: Pulumi
  readonly watch: Watch
  readonly #options: TestLabOptions

  private constructor(folder: string, sim: Sim, watch: Watch, options: TestLabOptions) {
    this.folder = folder
    this.sim = sim
    this.watch = watch
    this.#options = options
    this.stack = options.stack ?? 'lab'
    this.project = join(folder, 'project')
    this.pulumi = this.on(this.stack)
  }

  static async start(options: TestLabOptions): Promise<TestLab> {
    const folder = mkdtempSync(join(tmpdir(), 'macloom-e2e-'))
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'id')])
    const world = newWorld({ ...options.world, lab: options.stack ?? 'lab', seed: 7 })
    const watch = new Watch()
    const sim = await startSim({
      ...{ world, directory: join(folder, 'sim'), tools: watch.tools() },
      authorizedKeys: [readFileSync(join(folder, 'id.pub'), 'utf8')],
      ...(options.python === undefined ? {} : { python: options.python }),
    })
    const lab = new TestLab(folder, sim, watch, options)
    lab.#writeProject()
    if (options.lab !== undefined) lab.writeLab(options.lab)
    const init = await lab.pulumi.run('stack', 'init')
    if (init.exit !== 0) throw new Error(`pulumi stack init failed:\n${init.text}`)
    return lab
  }

  /** The engine on a stack of this project, with additions to its environment. */
  on(stack: string, additions: Readonly<Record<string, string>> = {}): Pulumi {
    const env = { ...process.env, ...this.#options.env, ...additions }
    return new Pulumi({ project: this.project, home: join(this.folder, 'home'), stack, env })
  }

  /** How each sim Mac is reached, as the provider takes it. */
  connections(): Record<string, Record<string, unknown>> {
    const identity = join(this.folder, 'id')
    const entries = Object.entries(this.sim.macs)
    return Object.fromEntries(
      entries.map(([name, { address, port, hostKey, user }]) => [name, { address, port, hostKey, user, identity }]),
    )
  }

  /** Writes the lab file of a stack; connection details come from the sim, extras of `body.macs` go over them. */
  writeLab(body: Record<string, unknown>, stack = this.stack, names = Object.keys(this.sim.macs)): void {
    const extras = body['macs'] as Record<string, object> | undefined
    const all = this.connections()
    const macs = Object.fromEntries(
      names.map((name) => [name, { ...all[name], ...this.#options.macs?.[name], ...extras?.[name] }]),
    )
    const rest = Object.fromEntries(Object.entries(body).filter(([key]) => key !== 'macs'))
    this.write(`stacks/${stack}.yaml`, stringify({ lab: stack, macs, ...rest }))
  }

  /** Writes a file of the project. */
  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.project, path)), { recursive: true })
    writeFileSync(join(this.project, path), text)
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
  async outputs(pulumi = this.pulumi): Promise<Record<string, unknown>> {
    const { stdout } = await pulumi.run('stack', 'output', '--json')
    return JSON.parse(stdout) as Record<string, unknown>
  }

  /** The resources in the state, by name. */
  async state(pulumi = this.pulumi): Promise<Record<string, StoredResource>> {
    const { stdout } = await pulumi.run('stack', 'export')
    const { deployment } = JSON.parse(stdout) as { deployment: { resources?: StoredResource[] } }
    // A resource whose Create has failed has no outputs.
    const named = (each: StoredResource) => [each.urn.split('::')[3] ?? '', { ...{ outputs: {} }, ...each }] as const
    return Object.fromEntries((deployment.resources ?? []).map(named))
  }

  /** Everything a lab could have changed on a Mac, as one text. */
  settings(mac: string): string {
    const world = this.sim.world().macs[mac]
    if (world === undefined) throw new Error(`no sim Mac ${mac}`)
    return settingsOf(world, join(this.sim.directory, 'macs', mac, 'root'))
  }

  /** What differs between a Mac now and an earlier text of `settings`; empty when it is the same, byte for byte. */
  changed(mac: string, before: string): string[] {
    return differing(before, this.settings(mac))
  }

  /** The real path of something in our folder on a sim Mac. */
  ours(mac: string, path: string): string {
    return join(this.sim.directory, 'macs', mac, 'root', 'usr/local/macloom', path)
  }

  /** A colleague at another terminal: ordinary ssh, an ordinary command. */
  async colleague(mac: string, command: string): Promise<Said> {
    const at = this.sim.macs[mac]
    if (at === undefined) throw new Error(`no sim Mac ${mac}`)
    const trust = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR']
    const where = ['-i', join(this.folder, 'id'), '-p', String(at.port), `${at.user}@${at.address}`]
    const said = await runProgram('ssh', ['-F', '/dev/null', ...trust, ...where, command])
    if (said.exit !== 0) throw new Error(`${mac}: ${command}: ${said.stdout}${said.stderr}`)
    return said
  }

  async stop(): Promise<void> {
    await this.sim.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #writeProject(): void {
    mkdirSync(join(this.project, 'node_modules'), { recursive: true })
    for (const name of ['@pulumi', 'zod', 'yaml']) {
      symlinkSync(join(ROOT, 'node_modules', name), join(this.project, 'node_modules', name))
    }
    symlinkSync(ROOT, join(this.project, 'node_modules', 'macloom'))
    this.write('package.json', JSON.stringify({ name: 'lab-under-test', type: 'module', version: '0.0.1' }))
    this.write('main.js', this.#options.program ?? LAB_PROGRAM)
    const project = {
      name: 'macloom',
      runtime: { name: 'nodejs', options: { typescript: false } },
      main: 'main.js',
      stackConfigDir: 'stacks',
      plugins: { providers: [{ name: 'macloom', path: join(ROOT, 'bin') }] },
      options: { refresh: 'always' },
    }
    this.write('Pulumi.yaml', stringify(project))
    mkdirSync(join(this.project, 'stacks'), { recursive: true })
    if (this.#options.lock !== undefined) this.write(`stacks/${this.stack}.lock.yaml`, stringify(this.#options.lock))
  }
}

/** A Pulumi program written by hand with the classes of the package; `body` may use `lab` (connections, provider). */
export function handWritten(connections: object, body: string): string {
  return [
    "import * as pulumi from '@pulumi/pulumi'",
    "import * as macloom from 'macloom'",
    `const provider = new macloom.Provider('macs', { connections: ${JSON.stringify(connections)} })`,
    'const options = { provider }',
    body,
  ].join('\n')
}
