import { resolve } from 'node:path'
import { table } from '../../report/table.js'
import { simStatus as statusOf, type SimStatus } from '../../sim/control.js'
import { EXIT, type ExitCode } from '../exit.js'
import type { Surroundings } from '../surroundings.js'
import { keyFile } from './login-key.js'

export interface SimOptions {
  readonly dir: string
}

/** Shows the Macs of a running sim, how to log in to them, and their cables. */
export async function simStatus(around: Surroundings, options: SimOptions): Promise<ExitCode> {
  await printStatus(around, options.dir)
  return EXIT.ok
}

/** Prints the status of the sim in a folder. Throws when none runs there. */
export async function printStatus(around: Surroundings, dir: string): Promise<void> {
  const directory = resolve(around.directory, dir)
  around.print(statusText(await statusOf(directory), keyFile(directory)))
}

function statusText({ macs, world }: SimStatus, key: string): string {
  const rows = Object.values(world.macs).map((mac) => {
    const state = !mac.on ? 'off' : mac.locked ? 'locked' : 'on'
    const rdma = mac.rdmaSinceBoot ? 'RDMA on' : 'RDMA off'
    const at = macs[mac.name]
    return [mac.name, mac.model, `macOS ${mac.macos.version} (${mac.macos.build})`, state, rdma, at?.hostKey ?? '']
  })
  const logins = Object.entries(macs).map(
    ([name, { address, port, user }]) => `  ${name}: ssh -i ${key} -p ${port} ${user}@${address}`,
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
