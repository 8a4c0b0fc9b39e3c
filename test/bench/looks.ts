import { rmSync } from 'node:fs'
import { baseLook } from '../../src/resources/look.js'
import type { Connection } from '../../src/ssh/connection.js'
import { openMacs, type Macs } from '../../src/ssh/macs.js'
import { figure, ownCpu, samplesOf, timed, type Extent, type Figure } from './measure.js'
import { startSims, studios } from './sims.js'

/** The base look of so many sim Macs, cold (connecting included) and warm, with the CPU time of our own side. */
export async function looks(folder: string, { repeats, counts }: Extent): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const count of [1, ...counts.filter((each) => each >= 10)]) {
    const sims = await startSims(folder, studios(count))
    try {
      await lookOnce(sims.connections)
      const samples = await samplesOf(repeats, () => lookOnce(sims.connections))
      const per = (read: (sample: Sample) => number) => samples.map(read)
      const of = `look of ${count} Mac${count === 1 ? '' : 's'}`
      figures.push(
        figure(
          `${of}, cold`,
          'ms',
          per((sample) => sample.cold),
        ),
        figure(
          `${of}, warm`,
          'ms',
          per((sample) => sample.warm),
        ),
        figure(
          `${of}, our CPU per Mac, cold`,
          'ms',
          per((sample) => sample.coldCpu / count),
        ),
        figure(
          `${of}, our CPU per Mac, warm`,
          'ms',
          per((sample) => sample.warmCpu / count),
        ),
      )
    } finally {
      await sims.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return figures
}

interface Sample {
  readonly cold: number
  readonly warm: number
  readonly coldCpu: number
  readonly warmCpu: number
}

async function lookOnce(connections: Readonly<Record<string, Connection>>): Promise<Sample> {
  const lab = openLab(connections)
  try {
    const before = ownCpu()
    const cold = await timed(() => lookAt(lab))
    const between = ownCpu()
    lab.renew()
    const warm = await timed(() => lookAt(lab))
    return { cold, warm, coldCpu: between - before, warmCpu: ownCpu() - between }
  } finally {
    await lab.close()
  }
}

export function openLab(connections: Readonly<Record<string, Connection>>): Macs {
  // No HOME: nobody's ~/.ssh/config takes part.
  return openMacs({ connections, look: baseLook, env: {} })
}

/** Every question of the base look at every Mac. A Mac that does not answer one of them ends the bench: no figure then. */
export async function lookAt(lab: Macs): Promise<void> {
  lab.prefetch()
  const readers = lab.names.map((name) => lab.reader(name))
  await Promise.all(
    readers.flatMap((reader) =>
      baseLook.map(async (question) => {
        const answer = await reader.ask(question)
        if (!answer.known) throw new Error(answer.why)
      }),
    ),
  )
}
