import type { Command } from '../../command/command.js'
import { setPower } from '../../macos/pmset.js'
import { setComputerName } from '../../macos/scutil.js'
import { setAutomaticUpdates, unsetAutomaticUpdates } from '../../macos/software-update.js'
import { setWiredLimit } from '../../macos/sysctl.js'
import { FLAGS, IDLE } from './power.js'
import { dropLimit, keepLimit } from './wired-limit.js'

/** One kind of setting on the Mac: told from a value of the lab, and put back from the text in the record. */
export interface Setting {
  readonly set: (value: unknown) => Command[]
  readonly restore: (text: string) => Command[]
  /** What a look shows once it was put back, where that is not the text in the record. */
  readonly proof?: (text: string) => string
}

const powerSettings = [...IDLE, ...FLAGS].map(({ setting, key, write }): [string, Setting] => [
  setting,
  {
    set: (value) => [setPower({ [key]: (write as (value: unknown) => string)(value) }, 'AC Power')],
    restore: (text) => [setPower({ [key]: text }, 'AC Power')],
  },
])

/** What stands in the record for a setting that nobody had chosen. */
export const UNSET = 'unset'

/** Every setting by the path its change has. */
export const SETTINGS: ReadonlyMap<string, Setting> = new Map<string, Setting>([
  ...powerSettings,
  [
    'sleepWhenClosed',
    {
      // System-wide, whatever source it is told for; that it holds with the lid closed is inferred (facts 5.1).
      set: (value) => [setPower({ disablesleep: value === true ? '0' : '1' })],
      restore: (text) => [setPower({ disablesleep: text })],
    },
  ],
  [
    'automaticUpdates',
    {
      set: (value) => [setAutomaticUpdates(value === true)],
      restore: (text) => [text === UNSET ? unsetAutomaticUpdates() : setAutomaticUpdates(text === 'true')],
    },
  ],
  ['computerName', { set: (value) => [setComputerName(String(value))], restore: (text) => [setComputerName(text)] }],
  [
    'wiredLimitMb',
    { set: (value) => [setWiredLimit(Number(value))], restore: (text) => [setWiredLimit(Number(text))] },
  ],
  [
    'wiredLimitAtBootMb',
    {
      set: (value) => (value === null ? dropLimit() : keepLimit(Number(value))),
      // The job is always ours: there is nothing of the user's to put back.
      restore: () => dropLimit(),
      proof: () => UNSET,
    },
  ],
])
