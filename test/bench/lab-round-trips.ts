import { mkdirSync } from 'node:fs'
import { stringify } from 'yaml'
import { planFile } from '../../src/planner/plan-file.js'
import type { PlannedResource } from '../../src/planner/plan.js'
import { kindNamed } from '../../src/resources/registry.js'
import { enableRdma } from '../../src/sim/hands-on-world.js'
import { newWorld } from '../../src/sim/new-world.js'
import type { Connection } from '../../src/ssh/connection.js'
import type { Macs } from '../../src/ssh/macs.js'
import { TcpProxy } from '../ssh/proxy.js'
import { openLab } from './looks.js'
import { figure, samplesOf, timed, type Extent, type Figure } from './measure.js'
import { labProject } from './nothing-to-do.js'
import { Project } from './project.js'
import { startSims } from './sims.js'

const LINK = 'studio-1:2 <-> studio-2:2'
const CABLED = { links: [LINK], rdma: 'enabled' }

type Connections = Readonly<Record<string, Connection>>

/**
 * Round trips of each Mac of a lab that is as declared, with settings, fabric, RDMA and a link: once as every kind
 * observes it (no engine, so that the slope is exact), once counted over a whole `pulumi up`.
 */
export async function labRoundTrips(folder: string, { repeats }: Extent): Promise<Figure[]> {
  const macs = { 'studio-1': { model: 'Mac15,14' }, 'studio-2': { model: 'Mac15,14' } }
  const world = newWorld({ lab: 'bench', seed: 1, macs, cables: [LINK] })
  for (const name of Object.keys(macs)) enableRdma(world, name)
  const sims = await startSims(folder, world)
  try {
    return await behindProxies(sims.connections, async (connections, proxies) => {
      mkdirSync(folder, { recursive: true })
      const project = await Project.create({ ...labProject(connections, CABLED), folder })
      await project.up()
      return [...(await observing(connections, proxies, repeats)), ...(await upCounted(project, proxies, repeats))]
    })
  } finally {
    await sims.stop()
  }
}

async function behindProxies<T>(
  macs: Connections,
  work: (connections: Connections, proxies: readonly TcpProxy[]) => Promise<T>,
): Promise<T> {
  const made = await Promise.all(
    Object.entries(macs).map(async ([name, mac]) => ({ name, mac, proxy: await TcpProxy.to(mac.port ?? 22) })),
  )
  const moved = made.map(({ name, mac, proxy }) => [name, { ...mac, port: proxy.port }] as const)
  try {
    return await work(
      Object.fromEntries(moved),
      made.map(({ proxy }) => proxy),
    )
  } finally {
    for (const { proxy } of made) await proxy.stop()
  }
}

async function observing(connections: Connections, proxies: readonly TcpProxy[], repeats: number): Promise<Figure[]> {
  const text = stringify({ lab: 'bench', macs: connections, ...CABLED })
  const { resources } = planFile({ text, file: 'stacks/bench.yaml' }, null).plan
  const once = async (delayMs: number) => {
    for (const proxy of proxies) proxy.delayMs = delayMs
    const lab = openLab(connections)
    const before = proxies.map(tripsOf)
    const took = await timed(() => observe(lab, resources))
    const trips = mostBetween(before, proxies.map(tripsOf))
    await lab.close()
    return { took, trips }
  }
  await once(0)
  const [near, far] = [await samplesOf(repeats, () => once(25)), await samplesOf(repeats, () => once(50))]
  const slopes = far.map(({ took }, at) => (took - (near[at]?.took ?? 0)) / 50)
  const counts = far.map(({ trips }) => trips)
  return [
    figure('round trips per Mac, every kind observes its unchanged lab, by slope', 'round trips', slopes, 9),
    figure('round trips per Mac, every kind observes its unchanged lab, counted', 'round trips', counts, 9),
  ]
}

/** What the Reads of a refresh do, all at once. */
async function observe(lab: Macs, resources: readonly PlannedResource[]): Promise<void> {
  lab.prefetch()
  const readers = { names: lab.names, of: (mac: string) => lab.reader(mac) }
  await Promise.all(
    resources.map(async (planned) => {
      const kind = kindNamed(planned.kind)
      await kind?.observe(readers, kind.inputs.parse({ ...planned.inputs, needs: [] }))
    }),
  )
}

async function upCounted(project: Project, proxies: readonly TcpProxy[], repeats: number): Promise<Figure[]> {
  for (const proxy of proxies) proxy.delayMs = 25
  const counts = await samplesOf(repeats, async () => {
    const before = proxies.map(tripsOf)
    await project.up()
    return mostBetween(before, proxies.map(tripsOf))
  })
  return [figure('round trips per Mac of a whole up with nothing to do, counted', 'round trips', counts)]
}

/** Changes of direction that carried data, and TCP's own connect each time. */
function tripsOf(proxy: TcpProxy): number {
  return proxy.roundTrips - 1 + proxy.connections
}

function mostBetween(before: readonly number[], after: readonly number[]): number {
  return Math.max(...after.map((count, at) => count - (before[at] ?? 0)))
}
