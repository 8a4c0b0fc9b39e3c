import type { Reader, Writer } from '../../command/mac.js'
import { MacTrouble } from '../../command/errors.js'
import type { Writers } from '../kind.js'
import { recordOf } from '../operation.js'
import { afresh } from '../patience.js'
import { removeFact } from '../record.js'
import { shown } from '../words.js'
import type { OsSettingsInputs } from './inputs.js'
import { FOUND, recordedIn } from './observe.js'
import { SETTINGS, type Setting } from './settings.js'
import { textsOf } from './texts.js'

/** One recorded setting: how it is put back, and the text that a look shows then. */
interface Recorded {
  readonly path: string
  readonly text: string
  readonly setting: Setting
}

/** Puts back each recorded value, proves it by a look, and only then forgets it; what we never touched stays as it is. */
export async function release(macs: Writers, { mac: name }: OsSettingsInputs): Promise<void> {
  const mac = macs.of(name)
  const recorded = Object.entries(recordedIn(await recordOf(macs, name))).map(([path, text]) => {
    const setting = SETTINGS.get(path)
    if (setting === undefined) throw unknownSetting(name, path)
    return { path, text, setting }
  })
  if (recorded.length === 0) return
  for (const { path, text, setting } of await differing(mac, recorded)) {
    await mac.tell({ what: `put ${path} back to ${text}`, commands: setting.restore(text) })
  }
  // Some tools refuse with exit 0 (facts 2.3): what was told proves nothing.
  const left = await differing(mac, recorded)
  await forget(
    mac,
    recorded.filter((each) => !left.includes(each)),
  )
  if (left.length > 0) throw notRestored(name, left)
}

/** Those that are not as recorded, by a look of now. A setting that this macOS no longer has needs nothing. */
async function differing(mac: Reader, recorded: readonly Recorded[]): Promise<Recorded[]> {
  const texts = await textsOf(afresh(mac))
  return recorded.filter(({ path, text, setting }) => {
    const answer = texts.get(path)
    if (answer?.known === false) throw unread(mac.mac, path, answer.why)
    const now = answer?.value ?? null
    return now !== null && now !== (setting.proof?.(text) ?? text)
  })
}

async function forget(mac: Writer, recorded: readonly Recorded[]): Promise<void> {
  if (recorded.length === 0) return
  const commands = recorded.flatMap(({ path }) => removeFact(`found/${FOUND}${path}`))
  await mac.tell({ what: `forget what was recorded of ${recorded.map(({ path }) => path).join(', ')}`, commands })
}

function unknownSetting(mac: string, path: string): MacTrouble {
  return new MacTrouble('precondition', {
    mac,
    doing: 'put its settings back',
    seen: `its record names the setting ${path}, which this macloom does not know; a newer one wrote it`,
    unchanged: 'No setting was changed, and the record was kept',
    next: 'Update macloom on the operator side, then run `pulumi destroy` again',
  })
}

function unread(mac: string, path: string, why: string): MacTrouble {
  return new MacTrouble('precondition', {
    mac,
    doing: `put ${path} back`,
    seen: why,
    unchanged: 'Its record was kept',
    next: 'Run `pulumi destroy` again; it looks again first',
  })
}

function notRestored(mac: string, left: readonly Recorded[]): MacTrouble {
  return new MacTrouble('not-converged', {
    mac,
    doing: 'put its settings back',
    seen: `told, looked again, and still different: ${left.map(({ path, text }) => `${path}, found as ${shown(text)}`).join('; ')}`,
    unchanged: 'Its record of them was kept',
    next: 'Run `pulumi destroy` again; if it repeats, set them by hand to what was found',
  })
}
