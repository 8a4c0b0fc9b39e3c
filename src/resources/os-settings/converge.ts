import type { Reader } from '../../command/mac.js'
import { MacTrouble } from '../../command/errors.js'
import { powerSettings } from '../../macos/pmset.js'
import { storedAutomaticUpdates } from '../../macos/software-update.js'
import type { Work, Writers } from '../kind.js'
import { recordOf } from '../operation.js'
import { remember } from '../record.js'
import { shown, type Change } from '../words.js'
import type { OsSettingsInputs } from './inputs.js'
import { FOUND } from './observe.js'
import type { OsSettingsObserved } from './outputs.js'
import { FLAGS, IDLE, onMains } from './power.js'
import { SETTINGS, UNSET } from './settings.js'

/** Tells the differing settings only; each is recorded as it was found before its first change. */
export async function converge(
  macs: Writers,
  { inputs, changes }: Work<OsSettingsInputs, OsSettingsObserved>,
): Promise<void> {
  const mac = macs.of(inputs.mac)
  const [record, found] = await Promise.all([recordOf(macs, inputs.mac), foundNow(mac, changes)])
  const told = changes.flatMap(({ path, to }) => [
    ...remember(record, `${FOUND}${path}`, found.get(path) ?? UNSET),
    ...(SETTINGS.get(path)?.set(to) ?? []),
  ])
  await mac.tell({ what: changes.map(({ what }) => what).join('; '), commands: told })
}

/** The values as their tools print them, by path: what release will put back. */
async function foundNow(mac: Reader, changes: readonly Change[]): Promise<ReadonlyMap<string, string>> {
  const [power, updates] = await Promise.all([mac.ask(powerSettings), mac.ask(storedAutomaticUpdates)])
  return new Map(
    changes.map(({ path, from }) => {
      const setting = [...IDLE, ...FLAGS].find((candidate) => candidate.setting === path)
      if (setting !== undefined && power.known) return [path, onMains(power.value, setting.key) ?? UNSET]
      if (path !== 'automaticUpdates') return [path, from === null ? UNSET : shown(from)]
      if (!updates.known) throw unreadable(mac.mac, path, updates.why)
      return [path, updates.value === null ? UNSET : String(updates.value)]
    }),
  )
}

function unreadable(mac: string, path: string, why: string): MacTrouble {
  return new MacTrouble('precondition', {
    mac,
    doing: `record ${path} before changing it`,
    seen: why,
    unchanged: 'No setting was changed',
  })
}
