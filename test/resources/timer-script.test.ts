import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { asRoot, run } from '../../src/command/command.js'
import { MACOS_TOOLS, ORDINARY_TOOLS } from '../../src/macos/tools.js'
import { timerScript } from '../../src/resources/timer-script.js'
import { armedText, takenBack, timerOf } from '../../src/resources/timer.js'

const SCRIPT = timerScript({
  ...{ label: 'com.macloom.revert', plist: '/Library/LaunchDaemons/com.macloom.revert.plist', seconds: 90 },
  restore: [asRoot('networksetup', '-setdhcp', "Büro's Ring"), asRoot('ifconfig', 'en3', 'up')],
  look: [run('networksetup', '-listnetworkserviceorder')],
})

describe('the program of a timer', () => {
  it.each([['dash or the like', ['sh', '-n']] as const, ['bash as macOS runs it', ['bash', '--posix', '-n']] as const])(
    'is understood by %s',
    (_name, [shell, ...words]) => {
      expect(() => execFileSync(shell, words, { input: SCRIPT, stdio: ['pipe', 'pipe', 'pipe'] })).not.toThrow()
    },
  )

  it('says what it takes back as root and quoted once, without sudo, which it does not need', () => {
    expect(SCRIPT).toContain(`  networksetup -setdhcp 'Büro'\\''s Ring' </dev/null\n  ifconfig en3 up </dev/null\n`)
    expect(SCRIPT).not.toContain('sudo')
  })

  it('uses no tool but those that every Mac has', () => {
    const own =
      /^(?:if|fi|for|do|done|trap|why|n|echo|cd|PATH|LC_ALL|MACLOOM_ROOT|umask|export|look|restore|same|over|busy|held|started)\b/
    const first = SCRIPT.split('\n').map((line) => line.trim().split(/[\s;(]/)[0] ?? '')
    const tools = first.filter((word) => /^[a-zA-Z]+$/.test(word) && !own.test(word))
    expect(tools.length).toBeGreaterThan(8)
    expect(tools.filter((word) => !(word in MACOS_TOOLS) && !(word in ORDINARY_TOOLS))).toEqual([])
  })
})

describe('what a timer can take back', () => {
  it('is nothing that needs a text, of which it would make an empty file', () => {
    const restore = [{ ...asRoot('tee', '/x'), stdin: 'text' }]
    const plan = { label: 'com.macloom.revert', plist: '/x.plist', seconds: 90, look: [], restore }
    expect(() => timerScript(plan)).toThrow('no text to give')
  })
})

describe('what the record says of a timer', () => {
  const text = armedText('take en3 out of bridge0', 90)
  const record = (facts: Record<string, string>) => ({
    version: 1,
    facts: Object.fromEntries(Object.entries(facts).map(([name, value]) => [`timers/Fabric+a/${name}`, value])),
  })

  it('is the state its file stands for, and nothing for another resource', () => {
    expect(timerOf(record({ armed: text }), 'Fabric/a')).toMatchObject({ state: 'armed', seconds: 90 })
    expect(timerOf(record({ firing: text }), 'Fabric/a')?.state).toBe('firing')
    expect(timerOf(record({ reverted: text, 'reverted-at': 'time x' }), 'Fabric/a')).toBeNull()
    expect(timerOf(record({ armed: text }), 'Fabric/b')).toBeNull()
  })

  it('is what was taken back, when, and because of what; a text that is not ours is refused with its words', () => {
    const taken = (note: string) => takenBack(record({ reverted: text, 'reverted-at': note }), 'Fabric/a')
    const back = { what: 'take en3 out of bridge0', at: '2026-11-21T16:00:00Z' }
    expect(taken('restart 2026-11-21T16:00:00Z whole')).toEqual({ ...back, why: 'restart', whole: true })
    expect(taken('time 2026-11-21T16:00:00Z part')).toEqual({ ...back, why: 'time', whole: false })
    expect(() => takenBack(record({ reverted: text, 'reverted-at': 'soon' }), 'Fabric/a')).toThrow('soon')
    expect(() => timerOf(record({ armed: 'no' }), 'Fabric/a')).toThrow('no')
  })

  it('is taken back at an unknown time where a full disk left the note empty, so that the next run can go on', () => {
    expect(takenBack(record({ reverted: text }), 'Fabric/a')).toMatchObject({ why: 'unknown', whole: false })
  })
})
