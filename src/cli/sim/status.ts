import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { table } from '../../report/table.js'
import { simStatus as statusOf, type SimStatus } from '../../sim/control.js'
import { EXIT, type ExitCode } from '../exit.js'
import type { Surroundings } from '../surroundings.js'
import { keyFile } from './login-key.js'

/** Where a sim is kept unless `--dir` names another folder. */
export const SIM_FOLDER = '.macloom/sim'

export interface SimOptions {
  readonly dir: string
}

/** Shows the Macs of a running sim, how to log in to them, and their cables. */
export async function simStatus(around: Surroundings, options: SimOptions): Promise<ExitCode> {
  await printStatus(around, options.dir)
  return EXIT.ok
}

/** Prints the status of the sim in a folder, and gives where its Macs are. Throws when none runs there. */
export async function printStatus(around: Surroundings, dir: string): Promise<Pick<SimStatus, 'macs'>> {
  const directory = resolve(around.directory, dir)
  const status = await statusOf(directory)
  // A sim that another program plays may have given its key elsewhere: a key that is not there helps nobody.
  const key = existsSync(keyFile(directory)) ? `-i ${keyFile(dir)} ` : ''
  around.print(statusText(status, key))
  return status
}

function statusText({ macs, world }: SimStatus, key: string): string {
  const rows = Object.values(world.macs).map((mac) => {
    const state = !mac.on ? 'off' : mac.locked ? 'locked' : 'on'
    const rdma = mac.rdmaSinceBoot ? 'RDMA on' : 'RDMA off'
    const at = macs[mac.name]
    return [mac.name, mac.model, `macOS ${mac.macos.version} (${mac.macos.build})`, state, rdma, at?.hostKey ?? '']
  })
  const logins = Object.entries(macs).map(
    ([name, { address, port, user }]) => `  ${name}: ssh ${key}-p ${port} ${user}@${address}`,
  )
  const cables = world.cables.map(({ ends }) => `  ${ends.map(endText).join(' <-> ')}`)
  return [
    `Sim of the lab ${world.lab}`,
    table([['Mac', 'model', 'macOS', 'state', 'RDMA', 'host key'], ...rows]),
    `Log in\n${logins.join('\n')}`,
    `Cables\n${cables.join('\n') || '  none'}\n`,
  ].join('\n\n')
}

function endText(end: SimStatus['world']['cables'][number]['ends'][number]): string {
  return 'mac' in end ? `${end.mac}:${end.receptacle}` : `${end.device}:${end.port}`
}
