import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Connection } from '../../src/ssh/connection.js'
import { figure, samplesOf, timed, type Extent, type Figure } from './measure.js'
import { LAB_PROGRAM, Project } from './project.js'
import { startSims, studios } from './sims.js'

/** `pulumi up` on labs that are as declared (Mac and OsSettings, no links), beside the engine with a stand-in provider. */
export async function nothingToDo(folder: string, { repeats, counts }: Extent): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const count of counts) {
    figures.push(...(await ours(join(folder, `lab-${count}`), count, repeats)))
    figures.push(...(await floor(join(folder, `floor-${count}`), count, repeats)))
    rmSync(folder, { recursive: true, force: true })
  }
  return figures
}

async function ours(folder: string, count: number, repeats: number): Promise<Figure[]> {
  const sims = await startSims(folder, studios(count))
  try {
    const project = await Project.create({ ...labProject(sims.connections), folder })
    return await runs(project, `${count} Macs`, repeats)
  } finally {
    await sims.stop()
  }
}

async function floor(folder: string, count: number, repeats: number): Promise<Figure[]> {
  const providers = { floor: join(process.cwd(), 'test', 'bench', 'stand-in') }
  const project = await Project.create({ folder, providers, program: trivial(2 * count + 1) })
  return runs(project, `the engine's floor for ${count} Macs`, repeats)
}

async function runs(project: Project, what: string, repeats: number): Promise<Figure[]> {
  const first = await timed(() => project.up())
  const again = await samplesOf(repeats, () => timed(() => project.up()))
  const preview = await samplesOf(repeats, () => timed(() => project.run('preview', '--expect-no-changes')))
  const resources = await resourcesOf(project)
  return [
    figure(`first up, ${what} (${resources} resources)`, 'ms', [first]),
    figure(`up with nothing to do, ${what}`, 'ms', again),
    figure(`preview with nothing to do, ${what}`, 'ms', preview),
  ]
}

async function resourcesOf(project: Project): Promise<number> {
  const { stdout } = await project.run('stack', 'export')
  return (JSON.parse(stdout) as { deployment: { resources: unknown[] } }).deployment.resources.length
}

/** A lab of Macs and their settings; without `more` there is nothing between them. */
export function labProject(connections: Readonly<Record<string, Connection>>, more: object = {}) {
  const settings = { sleep: 'never', restartAfterPowerLoss: true }
  return {
    program: LAB_PROGRAM,
    providers: { macloom: join(process.cwd(), 'bin') },
    files: { 'stacks/bench.yaml': stringify({ lab: 'bench', macs: connections, settings, ...more }) },
  }
}

/** As many resources as our lab has, of the same shape: a component, a provider, one resource that waits for all. */
function trivial(count: number): string {
  return [
    "import * as pulumi from '@pulumi/pulumi'",
    "const lab = new pulumi.ComponentResource('floor:index:Lab', 'lab')",
    "class Floor extends pulumi.ProviderResource { constructor() { super('floor', 'floor', {}, { parent: lab }) } }",
    'const options = { parent: lab, provider: new Floor() }',
    'const thing = (name, inputs) => new pulumi.CustomResource("floor:index:Thing", name, { seen: undefined, ...inputs }, options)',
    `const things = Array.from({ length: ${count - 1} }, (_, at) => thing('thing-' + at, { at }))`,
    "thing('last', { ids: things.map((each) => each.id) })",
  ].join('\n')
}
