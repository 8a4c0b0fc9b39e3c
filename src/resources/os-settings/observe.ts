import type { Answer } from '../../command/question.js'
import { powerSettings, type PowerSettings } from '../../macos/pmset.js'
import { computerName } from '../../macos/scutil.js'
import { storedAutomaticUpdates } from '../../macos/software-update.js'
import { wiredLimit } from '../../macos/sysctl.js'
import { hardware } from '../../macos/system-profiler-hardware.js'
import type { Readers } from '../kind.js'
import { macRecord, type MacRecord } from '../record.js'
import { seenAs, seenOf } from '../seen.js'
import type { Seen } from '../words.js'
import type { OsSettingsInputs } from './inputs.js'
import type { OsSettingsObserved } from './outputs.js'
import { FLAGS, IDLE, onMains } from './power.js'
import { lidText } from './lid.js'
import { limitAtBoot } from './wired-limit.js'

/** Where first values of settings stand in the record: `found/settings.<name>`. */
export const FOUND = 'settings.'

/** Looks at every setting we know, declared or not. */
export async function observe(
  macs: Readers,
  { mac: name, sleepWhenClosed }: Pick<OsSettingsInputs, 'mac' | 'sleepWhenClosed'>,
): Promise<OsSettingsObserved> {
  const mac = macs.of(name)
  const [power, updates, computer, now, atBoot, overview, record] = await Promise.all([
    mac.ask(powerSettings),
    mac.ask(storedAutomaticUpdates),
    mac.ask(computerName),
    mac.ask(wiredLimit),
    mac.ask(limitAtBoot),
    mac.ask(hardware),
    mac.ask(macRecord),
  ])
  return {
    ...powerOf(power),
    sleepWhenClosed:
      sleepWhenClosed === undefined
        ? null
        : seenAs(await lidText(mac), (text) => (text === null ? null : text === '0')),
    // Unset means on.
    automaticUpdates: seenAs(updates, (stored) => stored ?? true),
    computerName: seenOf(computer),
    wiredLimitMb: seenOf(now),
    wiredLimitAtBootMb: seenOf(atBoot),
    memoryBytes: seenAs(overview, ({ memoryBytes }) => memoryBytes),
    recorded: seenAs(record, recordedIn),
  }
}

type Power = Pick<
  OsSettingsObserved,
  'sleep' | 'displaySleep' | 'diskSleep' | 'restartAfterPowerLoss' | 'wakeOnNetwork'
>

function powerOf(power: Answer<PowerSettings>): Power {
  const of = <V>({ key, read }: { key: string; read: (text: string) => V }): Seen<V | null> =>
    seenAs(power, (settings) => {
      const text = onMains(settings, key)
      return text === null ? null : read(text)
    })
  const [sleep, displaySleep, diskSleep] = IDLE
  const [restart, wake] = FLAGS
  return {
    sleep: of(sleep),
    displaySleep: of(displaySleep),
    diskSleep: of(diskSleep),
    restartAfterPowerLoss: of(restart),
    wakeOnNetwork: of(wake),
  }
}

/** First values found, by setting. */
export function recordedIn(record: MacRecord): Record<string, string> {
  const start = `found/${FOUND}`
  return Object.fromEntries(
    Object.entries(record.facts).flatMap(([file, text]) =>
      file.startsWith(start) ? [[file.slice(start.length), text]] : [],
    ),
  )
}
