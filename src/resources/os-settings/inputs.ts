import { z } from 'zod'
import { needs } from '../words.js'

/** Minutes until sleep, or never. */
export const idle = z.union([z.literal('never'), z.number().int().positive()])
export type Idle = z.infer<typeof idle>

export const osSettingsInputs = z.strictObject({
  needs,
  mac: z.string().describe('Name in the connection table of the provider.'),
  sleep: idle.optional().describe('Minutes until the Mac sleeps, or never.'),
  displaySleep: idle.optional().describe('Minutes until its display sleeps, or never.'),
  diskSleep: idle.optional().describe('Minutes until its disks sleep, or never.'),
  restartAfterPowerLoss: z.boolean().optional().describe('Start by itself when power comes back.'),
  wakeOnNetwork: z.boolean().optional().describe('Wake for network access.'),
  automaticUpdates: z.boolean().optional().describe('Automatic macOS updates make mixed builds: false in a lab.'),
  computerName: z.string().optional().describe('Name of the Mac in the Finder and in sharing.'),
  sleepWhenClosed: z
    .boolean()
    .optional()
    .describe('false: a laptop stays awake with its lid closed (pmset disablesleep). Desktops have no lid.'),
  wiredLimitMb: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('iogpu.wired_limit_mb in MiB, kept over reboots by a launchd job; 0 is the rule of macOS.'),
})
export type OsSettingsInputs = z.infer<typeof osSettingsInputs>
