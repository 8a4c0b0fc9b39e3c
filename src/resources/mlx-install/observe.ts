import type { Answer } from '../../command/question.js'
import type { Readers } from '../kind.js'
import { macRecord, type MacRecord } from '../record.js'
import { seenAs } from '../seen.js'
import type { Seen } from '../words.js'
import { environments, readVersions, type Environments } from './environments.js'
import type { MlxInstallInputs } from './inputs.js'
import type { MlxInstallObserved } from './outputs.js'

/** Looks which environments a Mac has, which one is current and what that one said of itself. */
export async function observe(
  macs: Readers,
  { mac: name }: Pick<MlxInstallInputs, 'mac'>,
): Promise<MlxInstallObserved> {
  const mac = macs.of(name)
  const [found, record] = await Promise.all([mac.ask(environments), mac.ask(macRecord)])
  return {
    current: seenAs(found, ({ current }) => current),
    versions: versionsOf(found, record),
    environments: seenAs(found, ({ whole }) => [...whole]),
  }
}

function versionsOf(found: Answer<Environments>, record: Answer<MacRecord>): Seen<Record<string, string>> {
  if (!found.known) return { unknown: found.why }
  if (!record.known) return { unknown: record.why }
  const text = record.value.facts[`envs/${found.value.current}/verified.json`]
  if (text === undefined) return {}
  try {
    return readVersions(text)
  } catch (error) {
    return { unknown: error instanceof Error ? error.message : String(error) }
  }
}
