import { z } from 'zod'

/** The summary looks at no Mac: what it knows came along the edges. */
export const summaryObserved = z.strictObject({
  /** Why optional Macs are away, as the last run said it. */
  away: z.array(z.string()),
})
export type SummaryObserved = z.infer<typeof summaryObserved>
