import { resolve } from 'node:path'
import { simDown as endSim } from '../../sim/control.js'
import { EXIT, type ExitCode } from '../exit.js'
import type { Surroundings } from '../surroundings.js'
import type { SimOptions } from './status.js'

/** Stops a sim and every process of its Macs. Its folder stays, and `sim up` goes on with it. */
export async function simDown(around: Surroundings, { dir }: SimOptions): Promise<ExitCode> {
  await endSim(resolve(around.directory, dir))
  around.say(`No sim runs in ${dir} any more; its folder stays, \`rm -r\` makes a new start.`)
  return EXIT.ok
}
