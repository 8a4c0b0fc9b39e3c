import { z } from 'zod'
import { networkChange, REVERT_AFTER } from '../../lab/fabric.js'
import { needs } from '../words.js'

export const fabricPort = z.strictObject({
  receptacle: z.number().int().min(1).max(8).describe('Number of the receptacle; its interface is looked up.'),
  address: z.ipv4().describe('Static IPv4 address of this end of the link.'),
  netmask: z.ipv4().describe('Netmask of the link, a subnet of its own.'),
  peerAddress: z.ipv4().describe('Address of the other end.'),
})
export type FabricPort = z.infer<typeof fabricPort>

export const fabricInputs = z.strictObject({
  needs,
  mac: z.string().describe('Name in the connection table of the provider.'),
  ports: z.array(fabricPort).describe('Receptacles that leave the Thunderbolt bridge, each with its address.'),
  ...networkChange,
})
export type FabricInputs = z.infer<typeof fabricInputs>

/** The id of a Mac's network. */
export function idOf({ mac }: Pick<FabricInputs, 'mac'>): string {
  return `Fabric/${mac}`
}

/** How long this Mac waits for the word of the run that changes its network, in seconds. */
export function patienceOf({ revertAfter }: FabricInputs): number {
  return revertAfter ?? REVERT_AFTER
}
