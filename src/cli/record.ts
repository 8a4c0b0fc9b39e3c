import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { raw } from '../bundle/tap.js'
import { labMacs } from '../provider/lab-macs.js'
import { baseLook } from '../resources/look.js'
import { EXIT, type ExitCode } from './exit.js'
import { planOf } from './lab-files.js'
import { recordLab } from './record/record-lab.js'
import { writeBundle } from './record/write-bundle.js'
import type { Surroundings } from './surroundings.js'

/**
 * Writes down what every Mac of a lab prints, without what would tell whose it is, so that anybody can replay it. A Mac
 * that does not answer is written down as silent, and named.
 */
export async function record(around: Surroundings, name: string, { to }: { readonly to?: string }): Promise<ExitCode> {
  const { lab, plan, project } = planOf(around.directory, name)
  const folder = resolve(around.directory, to ?? `${lab.lab}-bundle`)
  const macs = labMacs({
    ...{ connections: plan.connections, env: around.env, directory: project },
    look: baseLook.map(raw),
  })
  try {
    macs.prefetch()
    const readers = { names: macs.names, of: (mac: string) => macs.reader(mac) }
    const { folders, silent } = await recordLab({ lab, plan, key: randomBytes(32).toString('hex') }, readers)
    writeBundle(folder, folders)
    for (const { mac, why } of silent) around.say(`${mac} did not answer: ${why}`)
    const answered = macs.names.length - silent.length
    around.print(`${folder} holds what ${answered} of ${macs.names.length} Macs printed\n`)
    return silent.length === 0 ? EXIT.ok : EXIT.failed
  } finally {
    await macs.close()
  }
}
