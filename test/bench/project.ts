import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { Pulumi, type PulumiResult } from '../../src/cli/demo/pulumi.js'

export interface ProjectOptions {
  readonly folder: string
  /** Source of the Pulumi program. */
  readonly program: string
  /** Folder of `pulumi-resource-<name>`, by name of the provider. */
  readonly providers: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

export const LAB_PROGRAM = "export * from 'macloom/program'\n"

/** A Pulumi project with state and home of its own, as somebody would have it who installed the package. */
export class Project {
  readonly #pulumi: Pulumi

  private constructor(pulumi: Pulumi) {
    this.#pulumi = pulumi
  }

  static async create({ folder, program, providers, files = {}, env = {} }: ProjectOptions): Promise<Project> {
    const project = join(folder, 'project')
    const modules = join(project, 'node_modules')
    mkdirSync(modules, { recursive: true })
    symlinkSync(process.cwd(), join(modules, 'macloom'))
    for (const name of ['@pulumi', 'zod', 'yaml'])
      symlinkSync(join(process.cwd(), 'node_modules', name), join(modules, name))
    const all = { ...files, 'main.js': program, 'Pulumi.yaml': manifest(providers), 'package.json': PACKAGE }
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(project, path)), { recursive: true })
      writeFileSync(join(project, path), text)
    }
    const home = join(folder, 'home')
    const made = new Project(new Pulumi({ project, home, stack: 'bench', env: { ...process.env, ...env } }))
    await made.run('stack', 'init')
    return made
  }

  up(): Promise<PulumiResult> {
    return this.run('up', '--yes', '--skip-preview')
  }

  /** Throws with what the engine said where it does not end with the exit code that is expected. */
  async run(...words: readonly string[]): Promise<PulumiResult> {
    const result = await this.mayFail(...words)
    if (result.exit !== 0) throw new Error(`pulumi ${words.join(' ')} ended with ${result.exit}:\n${result.text}`)
    return result
  }

  mayFail(...words: readonly string[]): Promise<PulumiResult> {
    return this.#pulumi.run(...words)
  }
}

const PACKAGE = JSON.stringify({ name: 'bench', version: '0.0.1', type: 'module' })

function manifest(providers: ProjectOptions['providers']): string {
  return stringify({
    name: 'bench',
    runtime: { name: 'nodejs', options: { typescript: false } },
    main: 'main.js',
    stackConfigDir: 'stacks',
    plugins: { providers: Object.entries(providers).map(([name, path]) => ({ name, path })) },
    options: { refresh: 'always' },
  })
}
