import type { Reader } from '../../command/mac.js'
import { known, unknown, type Answer } from '../../command/question.js'
import { sleepDisabled } from '../../macos/pmset.js'
import { hardware } from '../../macos/system-profiler-hardware.js'
import { isLaptop } from '../mac/laptop.js'

/** SleepDisabled as pmset takes it back, null on a Mac without a lid, which is not asked. */
export async function lidText(mac: Reader): Promise<Answer<string | null>> {
  const overview = await mac.ask(hardware)
  if (!overview.known) return unknown(overview.why)
  if (!isLaptop(overview.value)) return known(null)
  const answer = await mac.ask(sleepDisabled)
  return answer.known ? known(answer.value ? '1' : '0') : answer
}
