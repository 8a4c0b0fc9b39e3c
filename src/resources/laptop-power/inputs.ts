import { z } from 'zod'
import { needs } from '../words.js'

export const laptopPowerInputs = z.strictObject({
  needs,
  mac: z.string().describe('Name in the connection table of the provider.'),
  batteryFloor: z
    .number()
    .int()
    .min(0)
    .max(100)
    .describe('Per cent that the battery must hold before anything risky begins.'),
})
export type LaptopPowerInputs = z.infer<typeof laptopPowerInputs>
