import { MacTrouble } from '../../command/errors.js'
import type { Answer } from '../../command/question.js'
import type { Work, Writers } from '../kind.js'
import { recordOf } from '../operation.js'
import { foundBefore, remember } from '../record.js'
import type { OsSettingsInputs } from './inputs.js'
import { FOUND } from './observe.js'
import type { OsSettingsObserved } from './outputs.js'
import { SETTINGS } from './settings.js'
import { textsOf } from './texts.js'

/** Tells the differing settings only; each is recorded as its tool printed it before its first change. */
export async function converge(
  macs: Writers,
  { inputs, changes }: Work<OsSettingsInputs, OsSettingsObserved>,
): Promise<void> {
  const mac = macs.of(inputs.mac)
  const [record, texts] = await Promise.all([recordOf(macs, inputs.mac), textsOf(mac)])
  const told = changes.flatMap(({ path, to }) => {
    const key = `${FOUND}${path}`
    const first = foundBefore(record, key) === undefined ? remember(record, key, found(mac.mac, path, texts)) : []
    return [...first, ...(SETTINGS.get(path)?.set(to) ?? [])]
  })
  await mac.tell({ what: changes.map(({ what }) => what).join('; '), commands: told })
}

// Never the word that the lab has for it: release hands this text back to the tool.
function found(mac: string, path: string, texts: ReadonlyMap<string, Answer<string | null>>): string {
  const answer = texts.get(path)
  if (answer?.known === true && answer.value !== null) return answer.value
  throw new MacTrouble('precondition', {
    mac,
    doing: `record ${path} before changing it`,
    seen: answer === undefined || answer.known ? 'its tool does not list it' : answer.why,
    unchanged: 'No setting was changed',
    next: 'Run `pulumi up` again; it looks again first',
  })
}
