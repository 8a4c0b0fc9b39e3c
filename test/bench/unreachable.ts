import { rmSync } from 'node:fs'
import { TcpProxy } from '../ssh/proxy.js'
import { figure, median, samplesOf, timed, type Extent, type Figure } from './measure.js'
import { labProject } from './nothing-to-do.js'
import { Project } from './project.js'
import { startSims, studios } from './sims.js'

/** Seconds that a connection may take (CLOCKS of the SSH room), and the phases of a preview: refresh and diff. */
const DEADLINE = 3
const PHASES = 2

/** A preview of ten Macs, and of ten of which one takes connections and never speaks: the slowest way to be down. */
export async function unreachable(folder: string, { repeats }: Extent): Promise<Figure[]> {
  const sims = await startSims(folder, studios(10))
  const last = Object.entries(sims.connections).at(-1)
  if (last === undefined) throw new Error('the sim plays no Mac')
  const [name, connection] = last
  const proxy = await TcpProxy.to(connection.port ?? 22)
  try {
    const connections = { ...sims.connections, [name]: { ...connection, port: proxy.port } }
    const project = await Project.create({ ...labProject(connections), folder })
    await project.up()
    const healthy = await samplesOf(repeats, () => timed(() => project.run('preview')))
    proxy.frozen = true
    const silent = await samplesOf(repeats, () => timed(() => project.run('preview')))
    const added = silent.map((sample) => sample - median(healthy))
    return [
      figure('preview of 10 Macs', 'ms', healthy),
      figure('preview of 10 Macs, one unreachable', 'ms', silent),
      figure('what the unreachable Mac adds', 'ms', added, DEADLINE * PHASES * 1000),
    ]
  } finally {
    await proxy.stop()
    await sims.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
