import { z } from 'zod'
import { ready } from '../words.js'

/** Minutes until sleep, or never. */
export const idle = z.union([z.literal('never'), z.number().int().positive()])
export type Idle = z.infer<typeof idle>

export const osSettingsInputs = z.strictObject({
  needs: z.array(ready).default([]),
  mac: z.string(),
  sleep: idle.optional().describe('Minutes until the Mac sleeps, or never.'),
  displaySleep: idle.optional(),
  diskSleep: idle.optional(),
  restartAfterPowerLoss: z.boolean().optional(),
  wakeOnNetwork: z.boolean().optional(),
  automaticUpdates: z.boolean().optional().describe('Automatic macOS updates make mixed builds: false in a lab.'),
  computerName: z.string().optional(),
  wiredLimitMb: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('iogpu.wired_limit_mb in MiB, kept over reboots by a launchd job; 0 is the rule of macOS.'),
})
export type OsSettingsInputs = z.infer<typeof osSettingsInputs>
