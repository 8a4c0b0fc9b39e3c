import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { raw } from '../../src/bundle/tap.js'
import type { Redaction } from '../../src/bundle/redact/redaction.js'
import { planOf } from '../../src/cli/lab-files.js'
import { recordLab } from '../../src/cli/record/record-lab.js'
import { writeBundle } from '../../src/cli/record/write-bundle.js'
import { labMacs } from '../../src/provider/lab-macs.js'
import type { Writers } from '../../src/resources/kind.js'
import { settle } from '../../src/resources/lifecycle.js'
import { baseLook } from '../../src/resources/look.js'
import { quiesce } from '../../src/resources/quiesce.js'
import { kindNamed } from '../../src/resources/registry.js'
import type { Ready } from '../../src/resources/words.js'
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

  write(lab: Readonly<Record<string, unknown>>): void {
    const identity = join(this.bench.folder, 'id')
    const macs = Object.entries(this.bench.sim.macs).map(([name, { address, port, user, hostKey }]) => {
      const own = (lab['macs'] as Record<string, object> | undefined)?.[name] ?? {}
      return [name, { address, port, user, hostKey, identity, ...own }]
    })
    const text = stringify({ lab: 'lab', ...lab, macs: Object.fromEntries(macs) as unknown })
    writeFileSync(join(this.directory, 'stacks/lab.yaml'), text)
  }

  async type(...words: readonly string[]): Promise<Ran> {
    return macloom(words, { directory: this.directory, env: { HOME: join(this.bench.folder, 'home') } })
  }

  /** `pulumi up` without the engine: every resource in order, each with the readiness of what it builds on. */
  async up(): Promise<void> {
    const { plan } = planOf(this.directory, 'lab')
    const macs = labMacs({ connections: plan.connections, env: {}, directory: this.directory })
    const writers: Writers = { names: macs.names, of: (mac) => macs.writer(mac) }
    const ready = new Map<string, Promise<Ready>>()
    try {
      for (const { name, kind: kindName, inputs: planned, needs } of plan.resources) {
        const kind = kindNamed(kindName)
        if (kind === undefined) throw new Error(kindName)
        const run = { urn: `urn:pulumi:lab::lab::macloom:index:${kindName}::${name}`, last: null, quiesce }
        const settled = async () => {
          const inputs = kind.inputs.parse({
            ...planned,
            needs: await Promise.all(needs.flatMap((need) => ready.get(need) ?? [])),
          })
          return (await settle(kind, writers, inputs, { ...run, checkpoint: () => undefined })).ready
        }
        ready.set(name, settled())
      }
      await Promise.all(ready.values())
    } finally {
      await macs.close()
    }
  }

  record(folder: string): Promise<Redaction> {
    return recordTo(folder, this.directory)
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

/** Records the lab of a project as the verb does, with a key that is known here: what is live can be redacted too. */
export async function recordTo(folder: string, directory: string): Promise<Redaction> {
  const { lab, plan } = planOf(directory, 'lab')
  const macs = labMacs({ connections: plan.connections, env: {}, directory, look: baseLook.map(raw) })
  try {
    const readers = { names: macs.names, of: (mac: string) => macs.reader(mac) }
    const { folders, redact } = await recordLab({ lab, plan, key: 'known to this test' }, readers)
    writeBundle(folder, folders)
    return redact
  } finally {
    await macs.close()
  }
}
