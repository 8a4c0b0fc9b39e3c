import type { Reader } from '../../command/mac.js'
import { known, unknown, type Answer } from '../../command/question.js'
import { powerSettings } from '../../macos/pmset.js'
import { computerName } from '../../macos/scutil.js'
import { storedAutomaticUpdates } from '../../macos/software-update.js'
import { wiredLimit } from '../../macos/sysctl.js'
import { lidText } from './lid.js'
import { FLAGS, IDLE, onMains } from './power.js'
import { UNSET } from './settings.js'
import { limitAtBoot } from './wired-limit.js'

/**
 * Every setting by its path, as its tool prints it: what converge records and release proves. Null where this Mac has
 * no such setting.
 */
export async function textsOf(mac: Reader): Promise<ReadonlyMap<string, Answer<string | null>>> {
  const [power, updates, name, limit, atBoot, lid] = await Promise.all([
    mac.ask(powerSettings),
    mac.ask(storedAutomaticUpdates),
    mac.ask(computerName),
    mac.ask(wiredLimit),
    mac.ask(limitAtBoot),
    lidText(mac),
  ])
  return new Map<string, Answer<string | null>>([
    ...[...IDLE, ...FLAGS].map(({ setting, key }) => [setting, as(power, (all) => onMains(all, key))] as const),
    ['sleepWhenClosed', lid],
    ['automaticUpdates', as(updates, chosen)],
    ['computerName', name],
    ['wiredLimitMb', as(limit, chosen)],
    ['wiredLimitAtBootMb', as(atBoot, chosen)],
  ])
}

function as<T>(answer: Answer<T>, text: (value: T) => string | null): Answer<string | null> {
  return answer.known ? known(text(answer.value)) : unknown(answer.why)
}

function chosen(value: boolean | number | null): string {
  return value === null ? UNSET : String(value)
}
