import { z } from 'zod'
import { seen } from '../words.js'

/** No per cent stands here: outputs that change by the minute would be drift at every look. */
export const laptopPowerObserved = z.strictObject({
  mains: seen(z.boolean()),
  /** Its battery holds at least the declared floor; a desktop has none and needs none. */
  charged: seen(z.boolean()),
})
export type LaptopPowerObserved = z.infer<typeof laptopPowerObserved>
