import type { Writers } from '../kind.js'
import { recordOf } from '../operation.js'
import { removeFact } from '../record.js'
import type { OsSettingsInputs } from './inputs.js'
import { FOUND, recordedIn } from './observe.js'
import { SETTINGS } from './settings.js'

/** Puts back each recorded value and forgets it, one setting at a time; what we never touched stays as it is. */
export async function release(macs: Writers, { mac }: OsSettingsInputs): Promise<void> {
  const recorded = recordedIn(await recordOf(macs, mac))
  for (const [path, text] of Object.entries(recorded)) {
    const restore = SETTINGS.get(path)?.restore(text) ?? []
    await macs.of(mac).tell({
      what: `put ${path} back to ${text}`,
      commands: [...restore, ...removeFact(`found/${FOUND}${path}`)],
      // `defaults delete` of a value that is unset already: exit 1, and what was wanted.
      ...(path === 'automaticUpdates' && { accept: { 0: [1] } }),
    })
  }
}
