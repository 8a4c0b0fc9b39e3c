import { rmSync } from 'node:fs'
import { run } from '../../src/command/command.js'
import type { Question } from '../../src/command/question.js'
import type { Macs } from '../../src/ssh/macs.js'
import { TcpProxy } from '../ssh/proxy.js'
import { lookAt, openLab } from './looks.js'
import { figure, samplesOf, timed, type Extent, type Figure } from './measure.js'
import { startSims, studios } from './sims.js'

/** A question with a parameter: it comes after the base look, on the same connection. */
const followUp: Question<string> = {
  name: 'bench: a question that comes later',
  command: run('printf', '%s', 'here'),
  read: ({ stdout }) => stdout,
}

const STAGES = ['cold look', 'warm look', 'later question'] as const
type Stage = (typeof STAGES)[number]
type Sample = Readonly<Record<Stage, { readonly took: number; readonly trips: number }>>

/**
 * Round trips of one Mac through a proxy that delays: the slope of wall time between 50 and 100 ms of round trip, which
 * is what a person waits for, and the changes of direction that the proxy counted, TCP's own connect included.
 */
export async function roundTrips(folder: string, { repeats }: Extent): Promise<Figure[]> {
  const sims = await startSims(folder, studios(1))
  const studio = sims.connections['mac-01']
  if (studio === undefined) throw new Error('the sim plays no mac-01')
  const at = (delayMs: number) => samplesOf(repeats, () => through(studio, delayMs))
  try {
    await through(studio, 0)
    const [near, far] = [await at(25), await at(50)]
    return STAGES.flatMap((stage) => {
      const slopes = far.map((sample, index) => (sample[stage].took - (near[index]?.[stage].took ?? 0)) / 50)
      const limit = stage === 'cold look' ? 9 : undefined
      return [
        figure(`round trips of a ${stage}, by slope`, 'round trips', slopes, limit),
        figure(
          `round trips of a ${stage}, counted`,
          'round trips',
          far.map((sample) => sample[stage].trips),
          limit,
        ),
      ]
    })
  } finally {
    await sims.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function through(studio: Parameters<typeof openLab>[0][string], delayMs: number): Promise<Sample> {
  const proxy = await TcpProxy.to(studio.port ?? 22)
  proxy.delayMs = delayMs
  const lab = openLab({ studio: { ...studio, port: proxy.port } })
  const stage = async (work: (lab: Macs) => Promise<unknown>, connects = 0) => {
    const before = proxy.roundTrips - 1
    const took = await timed(() => work(lab))
    return { took, trips: proxy.roundTrips - 1 - before + connects }
  }
  try {
    const cold = await stage(lookAt, 1)
    lab.renew()
    const warm = await stage(lookAt)
    return { 'cold look': cold, 'warm look': warm, 'later question': await stage(ask) }
  } finally {
    await lab.close()
    await proxy.stop()
  }
}

function ask(lab: Macs): Promise<unknown> {
  return lab.reader('studio').ask(followUp)
}
