import { z } from 'zod'

/** Seconds that a Mac waits for the word of the run that changed its network, where the lab says nothing. */
export const REVERT_AFTER = 90

const revertAfter = z
  .number()
  .int()
  .min(1)
  .max(900)
  .describe('Seconds after which a Mac takes a change of its network back by itself, unless the run confirms it.')

const takeOwnership = z
  .array(z.enum(['exo', 'odyssai']))
  .describe(
    "Tools whose network daemon is switched off where a Mac has it, and on again when it is given back. An organisation's management (MDM) cannot be taken over: see alongside.",
  )

const alongside = z
  .array(z.enum(['mdm']))
  .describe('Owners that stay, because you know that they leave Thunderbolt alone. Without it such Macs are refused.')

/** How the network of a Mac is changed, and whose it is: part of the lab file and of the inputs of Fabric. */
export const networkChange = {
  revertAfter: revertAfter.optional(),
  takeOwnership: takeOwnership.optional(),
  alongside: alongside.optional(),
}

export const labFabric = z
  .strictObject({
    subnet: z.cidrv4().default('10.77.0.0/16'),
    revertAfter: revertAfter.default(REVERT_AFTER),
    takeOwnership: takeOwnership.default([]),
    alongside: alongside.default([]),
  })
  .prefault({})
