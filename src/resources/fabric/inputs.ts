import { z } from 'zod'
import { ready } from '../words.js'

export const fabricPort = z.strictObject({
  receptacle: z.number().int().min(1).max(8),
  address: z.ipv4().describe('Static IPv4 address of this end of the link.'),
  netmask: z.ipv4(),
  peerAddress: z.ipv4(),
})
export type FabricPort = z.infer<typeof fabricPort>

export const fabricInputs = z.strictObject({
  needs: z.array(ready).default([]),
  mac: z.string(),
  ports: z.array(fabricPort).describe('Receptacles that leave the Thunderbolt bridge, each with its address.'),
})
export type FabricInputs = z.infer<typeof fabricInputs>
