import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Bench } from '../sim/lab.js'
import { macloom, type Ran } from './terminal.js'

/** A project with one lab file over the Macs of a bench, and the verbs typed in it. */
export class LabOfSims {
  readonly bench: Bench
  readonly directory: string

  constructor(bench: Bench, lab: Readonly<Record<string, unknown>>) {
    this.bench = bench
    this.directory = join(bench.folder, 'project')
    mkdirSync(join(this.directory, 'stacks'), { recursive: true })
    this.write(lab)
  }

  write({ macs: extras = {}, ...lab }: Readonly<Record<string, unknown>>): void {
    const identity = join(this.bench.folder, 'id')
    const macs = Object.entries(this.bench.sim.macs).map(([name, { address, port, user, hostKey }]) => {
      const own = (extras as Record<string, object>)[name] ?? {}
      return [name, { address, port, user, hostKey, identity, ...own }]
    })
    const text = stringify({ lab: 'lab', macs: Object.fromEntries(macs), ...lab })
    writeFileSync(join(this.directory, 'stacks/lab.yaml'), text)
  }

  async type(...words: readonly string[]): Promise<Ran> {
    return macloom(words, { directory: this.directory, env: { HOME: join(this.bench.folder, 'home') } })
  }

  async json(...words: readonly string[]): Promise<unknown> {
    const { stdout, stderr } = await this.type(...words, '--json')
    if (stdout === '') throw new Error(stderr)
    return JSON.parse(stdout)
  }
}

/** Every file below a folder with its text, by path. */
export function filesUnder(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')]
    }),
  )
}
