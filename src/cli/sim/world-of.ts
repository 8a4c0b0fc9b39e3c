import { isEthernet } from '../../lab/link-kind.js'
import type { Lab } from '../../lab/schema.js'
import { newWorld, type NewMac } from '../../sim/new-world.js'
import type { World } from '../../sim/world.js'

/** What a Mac is in the sim when the lab file does not say. */
const MODEL = 'Mac15,14'
/** Host keys and serials follow from seed, lab and name, so that a committed lab file can pin them. */
const SEED = 1

/** The Macs of a lab as they come out of the box, cabled as declared. */
export function worldOf(lab: Lab): World {
  const macs = Object.entries(lab.macs).map(([name, { model, memory }]): [string, NewMac] => [
    name,
    { model: model ?? MODEL, ...(memory === undefined ? {} : { memoryBytes: memory }) },
  ])
  const cables = lab.links
    .filter(({ between }) => !between.some(isEthernet))
    .map(({ between }) => between.join(' <-> '))
  return newWorld({ lab: lab.lab, seed: SEED, macs: Object.fromEntries(macs), cables, user: lab.ssh.user ?? 'admin' })
}

/** Where the lab file expects its Macs, as far as this machine can listen there: loopback addresses with a port. */
export function listenOf({ macs, ssh }: Lab): Record<string, { address: string; port: number }> {
  return Object.fromEntries(
    Object.entries(macs).flatMap(([name, { address, port = ssh.port }]) =>
      /^127\.\d+\.\d+\.\d+$/.test(address) && port !== undefined ? [[name, { address, port }]] : [],
    ),
  )
}
