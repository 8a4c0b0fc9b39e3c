import { describe, expect, it } from 'vitest'
import type { Command } from '../../../src/command/command.js'
import type { Tell } from '../../../src/command/mac.js'
import { known, unknown, type Answer, type Question } from '../../../src/command/question.js'
import { powerSettings } from '../../../src/macos/pmset.js'
import { computerName } from '../../../src/macos/scutil.js'
import { storedAutomaticUpdates } from '../../../src/macos/software-update.js'
import { wiredLimit } from '../../../src/macos/sysctl.js'
import { hardware } from '../../../src/macos/system-profiler-hardware.js'
import type { Writers } from '../../../src/resources/kind.js'
import { converge } from '../../../src/resources/os-settings/converge.js'
import type { OsSettingsObserved } from '../../../src/resources/os-settings/outputs.js'
import { release } from '../../../src/resources/os-settings/release.js'
import { limitAtBoot } from '../../../src/resources/os-settings/wired-limit.js'
import { macRecord } from '../../../src/resources/record.js'

const INPUTS = { needs: [], mac: 'studio-1' }

/** A Mac of three settings, which obeys or only says so, and keeps its record as real tells write it. */
class SettingsMac {
  sleep: Answer<string> = known('1')
  updates: boolean | null = null
  name = 'somebody'
  readonly facts: Record<string, string>
  readonly told: string[] = []
  /** Failures that a tell was ready to take for success. */
  readonly accepted: unknown[] = []
  /** Tools that say nothing, exit 0, and change nothing. */
  deaf: readonly string[] = []

  constructor(facts: Record<string, string> = {}) {
    this.facts = facts
  }

  writers(): Writers {
    const of = (mac: string) => ({
      mac,
      prefix: async () => '',
      ask: async <T>({ name }: Question<T>) => this.#answer(name.replace(/ \(again \d+\)$/, '')) as Answer<T>,
      tell: async ({ commands, accept }: Tell) => {
        if (accept !== undefined) this.accepted.push(accept)
        for (const command of commands) this.#obey(command)
      },
      send: () => Promise.reject(new Error('takes no files')),
      renew: () => undefined,
      reconnect: () => Promise.reject(new Error('nobody comes back to this Mac')),
      progress: () => undefined,
    })
    return { names: ['studio-1'], of }
  }

  #answer(question: string): Answer<unknown> {
    const { sleep } = this
    if (question === hardware.name) return known({ machineName: 'Mac Studio' })
    if (question === macRecord.name) return known({ version: 1, facts: { ...this.facts } })
    if (question === powerSettings.name)
      return sleep.known ? known({ 'AC Power': { sleep: sleep.value, womp: '1' } }) : sleep
    if (question === storedAutomaticUpdates.name) return known(this.updates)
    if (question === computerName.name) return known(this.name)
    if (question === wiredLimit.name) return known(0)
    if (question === limitAtBoot.name) return known(null)
    throw new Error(`was asked ${question}`)
  }

  #obey({ words, stdin }: Command): void {
    const [tool = '', ...rest] = words.map((word) => (typeof word === 'string' ? word : word.path))
    const fact = (path = '') => path.replace('/usr/local/macloom/', '')
    if (!['mkdir', 'chmod', 'tee', 'mv', 'rm'].includes(tool)) this.told.push([tool, ...rest].join(' '))
    if (this.deaf.includes(tool)) return
    if (tool === 'pmset') this.sleep = known(rest[2] ?? '')
    else if (tool === 'scutil') this.name = rest[2] ?? ''
    else if (tool === 'defaults' && rest[0] === 'delete') {
      if (this.updates === null) throw new Error('defaults: exit 1')
      this.updates = null
    } else if (tool === 'defaults') this.updates = rest.at(-1) === 'true'
    else if (tool === 'tee') this.facts[fact(rest[0])] = String(stdin).trimEnd()
    else if (tool === 'mv') {
      this.facts[fact(rest[2])] = this.facts[fact(rest[1])] ?? ''
      delete this.facts[fact(rest[1])]
    } else if (tool === 'rm') delete this.facts[fact(rest[1])]
  }
}

const giveBack = (mac: SettingsMac) => release(mac.writers(), INPUTS)
const change = (mac: SettingsMac, path: string, from: unknown, to: unknown) =>
  converge(mac.writers(), {
    inputs: INPUTS,
    observed: {} as OsSettingsObserved,
    changes: [{ path, from, to, risk: 'safe', what: path }],
  })

describe('giving settings back', () => {
  it('puts each back to the text in the record, and forgets it', async () => {
    const mac = new SettingsMac({ 'found/settings.sleep': '10', 'found/settings.computerName': 'Mine' })
    await giveBack(mac)
    expect(mac).toMatchObject({ sleep: known('10'), name: 'Mine', facts: {} })
  })

  it('keeps the record of a setting that its tool only said to have changed', async () => {
    const mac = new SettingsMac({ 'found/settings.sleep': '10', 'found/settings.computerName': 'Mine' })
    mac.deaf = ['pmset']
    await expect(giveBack(mac)).rejects.toThrow(/still different: sleep, found as 10/)
    expect(mac.facts).toEqual({ 'found/settings.sleep': '10' })
    mac.deaf = []
    await giveBack(mac)
    expect(mac.facts).toEqual({})
  })

  it('keeps the record of automatic updates when the command that puts them back failed', async () => {
    const mac = new SettingsMac({ 'found/settings.automaticUpdates': 'true' })
    mac.updates = false
    mac.deaf = ['defaults']
    await expect(giveBack(mac)).rejects.toThrow(/automaticUpdates, found as true/)
    expect(mac.facts).toEqual({ 'found/settings.automaticUpdates': 'true' })
  })

  it('has nothing to tell where nobody’s choice is nobody’s choice again', async () => {
    const mac = new SettingsMac({ 'found/settings.automaticUpdates': 'unset' })
    await giveBack(mac)
    expect(mac).toMatchObject({ told: [], facts: {} })
  })

  it('accepts no failure, not even of taking a choice back', async () => {
    const mac = new SettingsMac({ 'found/settings.automaticUpdates': 'unset' })
    mac.updates = false
    await giveBack(mac)
    expect(mac).toMatchObject({ updates: null, accepted: [] })
  })

  it('refuses a record that names a setting it does not know, before it changes anything', async () => {
    const facts = { 'found/settings.sleep': '10', 'found/settings.fanCurve': '3' }
    const mac = new SettingsMac({ ...facts })
    await expect(giveBack(mac)).rejects.toThrow(/names the setting fanCurve, which this macloom does not know/)
    expect(mac).toMatchObject({ told: [], facts })
  })

  it('forgets a setting that this macOS no longer has', async () => {
    const mac = new SettingsMac({ 'found/settings.diskSleep': '10' })
    await giveBack(mac)
    expect(mac).toMatchObject({ told: [], facts: {} })
  })

  it('changes nothing while it cannot read what is there', async () => {
    const mac = new SettingsMac({ 'found/settings.sleep': '10' })
    mac.sleep = unknown('pmset: not as expected')
    await expect(giveBack(mac)).rejects.toThrow(/put sleep back: pmset: not as expected\. Its record was kept/)
    expect(mac.told).toEqual([])
  })
})

describe('recording a setting before its first change', () => {
  it('records what the tool printed, not the word that the lab has for it', async () => {
    const mac = new SettingsMac()
    mac.sleep = known('0')
    await change(mac, 'sleep', 'never', 10)
    expect(mac.facts).toEqual({ 'found/settings.sleep': '0' })
  })

  it('changes nothing when the tool cannot be read at that moment', async () => {
    const mac = new SettingsMac()
    mac.sleep = unknown('pmset: not as expected')
    await expect(change(mac, 'sleep', 'never', 10)).rejects.toMatchObject({ trouble: 'precondition' })
    expect(mac).toMatchObject({ told: [], facts: {} })
  })

  it('changes nothing when the tool has ceased to list the setting', async () => {
    const mac = new SettingsMac()
    await expect(change(mac, 'diskSleep', 'never', 10)).rejects.toThrow(/its tool does not list it/)
    expect(mac).toMatchObject({ told: [], facts: {} })
  })
})
