import { describe, expect, it } from 'vitest'
import { powerSettings, sleepDisabled } from '../../../src/macos/pmset.js'
import { computerName } from '../../../src/macos/scutil.js'
import { storedAutomaticUpdates } from '../../../src/macos/software-update.js'
import { wiredLimit } from '../../../src/macos/sysctl.js'
import { hardware } from '../../../src/macos/system-profiler-hardware.js'
import { keepLimit, limitAtBoot } from '../../../src/resources/os-settings/wired-limit.js'
import { osSettings } from '../../../src/resources/os-settings/os-settings.js'
import { macRecord } from '../../../src/resources/record.js'
import { answer, answering, captureOf } from '../answers.js'

const REST = [
  captureOf(storedAutomaticUpdates, 'software-update/automatic-unset.txt'),
  captureOf(computerName, 'scutil/computer-name.txt'),
  captureOf(wiredLimit, 'sysctl/wired-limit-default.txt'),
  answer(limitAtBoot, null),
  answer(macRecord, { version: 1, facts: { 'found/settings.sleep': '1', 'found/fabric': '{}' } }),
]

describe('the look at settings', () => {
  it('sees that a laptop has no restart after power loss, and goes by its values on mains', async () => {
    const book = [
      captureOf(powerSettings, 'pmset/custom-macbook-pro-m5-pro.txt'),
      captureOf(sleepDisabled, 'pmset/current-with-remarks.txt'),
      captureOf(hardware, 'system-profiler-hardware/macbook-pro-m5-max.json'),
    ]
    expect(await osSettings.adopt(answering({ book: [...book, ...REST] }), 'OsSettings/book')).toMatchObject({
      sleep: 'never',
      displaySleep: 10,
      wakeOnNetwork: true,
      automaticUpdates: true,
      sleepWhenClosed: true,
      wiredLimitMb: 0,
    })
    const inputs = { needs: [], mac: 'book', restartAfterPowerLoss: true }
    const observed = await osSettings.observe(answering({ book: [...book, ...REST] }), inputs)
    expect(observed.restartAfterPowerLoss).toBeNull()
    expect(observed.recorded).toEqual({ sleep: '1' })
  })

  it('reads the limit at boot out of the job that it writes', () => {
    const stdin = keepLimit(458_752).flatMap((command) => (typeof command.stdin === 'string' ? [command.stdin] : []))
    const read = (stdout: string, exit = 0) => limitAtBoot.read({ exit, stdout, stderr: '' })
    expect(read(stdin.join(''))).toBe(458_752)
    expect(read('', 44)).toBeNull()
    expect(read('<plist></plist>')).toBe(0)
  })
})
