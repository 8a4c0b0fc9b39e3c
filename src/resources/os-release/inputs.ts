import { z } from 'zod'
import { needs, ready } from '../words.js'
import { BUILD } from './builds.js'

export const DRIVERS = ['auto', 'mdm', 'softwareupdate', 'startosinstall', 'manual'] as const

export const osReleaseInputs = z.strictObject({
  needs,
  mac: z.string().describe('Name in the connection table of the provider.'),
  build: z
    .string()
    .regex(BUILD, 'a build of macOS, for example 25C56')
    .optional()
    .describe('Exact macOS build, for example 25C56; a beta (25C5031i) is pinned the same way, and marked.'),
  minimum: z.string().optional().describe('Lowest macOS version that is enough, where no build is pinned.'),
  driver: z
    .enum(DRIVERS)
    .default('auto')
    .describe(
      'Who brings macOS to the Mac. auto: its MDM server where it is enrolled, then softwareupdate by exact label, then ' +
        'an installer on the Mac, and a person where no volume owner is declared.',
    ),
  volumeOwner: z
    .strictObject({
      user: z.string().describe('A user of the Mac who owns its startup volume (has a secure token).'),
      passwordFrom: z
        .string()
        .regex(/^MACLOOM_[A-Z0-9_]+$/, 'the name of an environment variable that begins with MACLOOM_')
        .describe('Environment variable of the provider that holds the password; it is in no file and no state.'),
    })
    .optional()
    .describe('Who signs what the Mac boots: on Apple silicon root alone cannot update macOS.'),
  unlock: z.literal('person').optional().describe('A person is there to unlock FileVault after the restart.'),
  wave: z.number().int().positive().default(1).describe('Place in the rollout: earlier waves are verified first.'),
  after: z
    .array(ready)
    .default([])
    .describe('`ready` of all that verifies the Macs of earlier waves: no restart before each of them is ready.'),
  rollout: z
    .array(z.string())
    .default([])
    .describe('The Macs of the whole rollout: none of them restarts while one of them would be refused.'),
})
export type OsReleaseInputs = z.infer<typeof osReleaseInputs>

/** What one Mac of a rollout is to run and how it gets there: what all Macs of a rollout have in common. */
export type Target = Pick<OsReleaseInputs, 'build' | 'minimum' | 'driver' | 'volumeOwner' | 'unlock'>
