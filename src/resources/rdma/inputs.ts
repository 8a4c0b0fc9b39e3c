import { z } from 'zod'
import { ready } from '../words.js'

export const rdmaInputs = z.strictObject({
  needs: z.array(ready).default([]),
  mac: z.string(),
  enabled: z.boolean().describe('Only a person in recoveryOS can change it; the resource waits for them.'),
})
export type RdmaInputs = z.infer<typeof rdmaInputs>
