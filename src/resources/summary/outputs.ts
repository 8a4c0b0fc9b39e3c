import { z } from 'zod'

/** The summary looks at no Mac: what it knows came along the edges. */
export const summaryObserved = z.strictObject({})
export type SummaryObserved = z.infer<typeof summaryObserved>
