import { z } from 'zod'
import { seen } from '../words.js'
import { idle } from './inputs.js'

export const osSettingsObserved = z.strictObject({
  sleep: seen(idle.nullable()),
  displaySleep: seen(idle.nullable()),
  diskSleep: seen(idle.nullable()),
  /** null where this model has no such setting (laptops). */
  restartAfterPowerLoss: seen(z.boolean().nullable()),
  wakeOnNetwork: seen(z.boolean().nullable()),
  /** null on a desktop, and where nobody declares it. */
  sleepWhenClosed: seen(z.boolean().nullable()),
  automaticUpdates: seen(z.boolean()),
  computerName: seen(z.string()),
  wiredLimitMb: seen(z.number()),
  /** What the launchd job sets at the next boot, null when there is no job. */
  wiredLimitAtBootMb: seen(z.number().nullable()),
  memoryBytes: seen(z.number()),
  /** First values found, by setting, as they stand in the record on the Mac. */
  recorded: seen(z.record(z.string(), z.string())),
})
export type OsSettingsObserved = z.infer<typeof osSettingsObserved>
