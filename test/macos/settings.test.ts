import { describe, expect, test } from 'vitest'
import { Unreadable } from '../../src/command/errors.js'
import { freeBytes } from '../../src/macos/df.js'
import { fileVault } from '../../src/macos/fdesetup.js'
import { enrollment } from '../../src/macos/profiles.js'
import { powerSettings, powerSource, sleepDisabled } from '../../src/macos/pmset.js'
import { computerName } from '../../src/macos/scutil.js'
import { automaticUpdates, storedAutomaticUpdates } from '../../src/macos/software-update.js'
import { macosVersion } from '../../src/macos/sw-vers.js'
import { bootTime, wiredLimit } from '../../src/macos/sysctl.js'
import { loginUser } from '../../src/macos/id.js'
import { hardware } from '../../src/macos/system-profiler-hardware.js'
import { captured } from '../captures/read.js'

const said = (stdout: string) => ({ exit: 0, stdout, stderr: '' })

describe('what a Mac is', () => {
  test('model, chip, serial number and memory in binary gigabytes', () => {
    expect(hardware.read(captured('system-profiler-hardware/mac-studio-m3-ultra.json'))).toEqual({
      model: 'Mac15,14',
      chip: 'Apple M3 Ultra',
      serial: 'XXXXXXXXXX',
      memoryBytes: 549_755_813_888,
      machineName: 'Mac Studio',
    })
  })

  test('the count of processors may be a number or a text of any order: nobody reads it', () => {
    const files = ['virtual-machine', 'macbook-pro-m5-max', 'mac-mini-m4']
    const read = files.map((file) => hardware.read(captured(`system-profiler-hardware/${file}.json`)))
    expect(read.map(({ model }) => model)).toEqual(['VirtualMac2,1', 'Mac17,7', 'Mac16,10'])
  })

  test('a report without serial number is unreadable', () => {
    const { stdout } = captured('system-profiler-hardware/mac-mini-m4.json')
    expect(() => hardware.read(said(stdout.replace('serial_number', 'serial')))).toThrow('text under serial_number')
  })

  test.each([
    ['26.2.txt', '26.2', '25C56'],
    ['26.6.txt', '26.6', '25G72'],
    ['27.0.txt', '27.0', '26A428'],
    ['rapid-security-response.txt', '26.3.1', '25D771280a'],
  ])('the version and build in %s', (file, version, build) => {
    expect(macosVersion.read(captured(`sw-vers/${file}`))).toEqual({ version, build })
  })

  test('the time of the last boot is its seconds, not its microseconds', () => {
    expect(bootTime.read(captured('sysctl/boot-time.txt'))).toBe(1_785_031_601)
    expect(() => bootTime.read(said('{ usec = 233215, sec = 1785031601 }\n'))).toThrow(Unreadable)
  })
})

describe('what a laptop runs on', () => {
  test.each([
    ['batt-macbook-pro-m5-pro-held.txt', 'AC Power', 80, 'AC attached; not charging'],
    ['batt-finishing-charge.txt', 'AC Power', 100, 'finishing charge'],
    ['batt-charging-no-estimate.txt', 'AC Power', 78, 'charging'],
    ['batt-discharging.txt', 'Battery Power', 100, 'discharging'],
    ['batt-low.txt', 'Battery Power', 9, 'discharging'],
    ['batt-failure.txt', 'AC Power', 85, 'charged'],
  ])('%s: from %s, with %s per cent, %s', (file, source, percent, state) => {
    expect(powerSource.read(captured(`pmset/${file}`))).toEqual({ source, battery: { percent, state } })
  })

  test('a desktop has no battery, on mains or on a UPS', () => {
    expect(powerSource.read(captured('pmset/batt-desktop.txt'))).toEqual({ source: 'AC Power', battery: null })
    expect(powerSource.read(captured('pmset/batt-ups.txt'))).toEqual({ source: 'UPS Power', battery: null })
  })

  test.each([
    'No power source info available\n',
    "Now drawing from 'Solar Power'\n",
    "Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t101%; charged; 0:00 remaining present: true\n",
    "Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t80%; resting; 0:00 remaining present: true\n",
    "Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\tcharged present: true\n",
  ])('%j is unreadable, never mains', (stdout) => {
    expect(() => powerSource.read(said(stdout))).toThrow(Unreadable)
  })
})

describe('settings', () => {
  test('the ceiling of wired memory', () => {
    expect(wiredLimit.read(captured('sysctl/wired-limit-default.txt'))).toBe(0)
    expect(() => wiredLimit.read(captured('sysctl/wired-limit-unknown.txt'))).toThrow('unknown oid')
    expect(() => wiredLimit.read(said('iogpu.wired_limit_mb: 0\n'))).toThrow(Unreadable)
  })

  test('a desktop has mains power only, and a key with spaces is one key', () => {
    const { 'AC Power': mains, ...others } = powerSettings.read(captured('pmset/custom-mac-mini.txt'))
    expect(mains).toMatchObject({ sleep: '1', womp: '1', autorestart: '0', 'Sleep On Power Button': '1' })
    expect(others).toEqual({})
  })

  test('a laptop has both sources, and no restart after a power loss', () => {
    const settings = powerSettings.read(captured('pmset/custom-macbook-pro-m5-pro.txt'))
    expect(settings['Battery Power']).toMatchObject({ displaysleep: '2', womp: '0' })
    expect(settings['AC Power']).toMatchObject({ displaysleep: '10', womp: '1' })
    expect(settings['AC Power']).not.toHaveProperty('autorestart')
  })

  test('a remark behind a value is not part of it', () => {
    const text = 'AC Power:\n sleep                0 (sleep prevented by sharingd, powerd)\n'
    expect(powerSettings.read(said(text))).toEqual({ 'AC Power': { sleep: '0' } })
  })

  test('sleep that was switched off altogether, lid and all, is said apart from the settings', () => {
    const { stdout } = captured('pmset/current-mac-mini-m1.txt')
    expect(sleepDisabled.read(said(stdout))).toBe(false)
    expect(sleepDisabled.read(said(stdout.replace('SleepDisabled\t\t0', 'SleepDisabled\t\t1')))).toBe(true)
    expect(sleepDisabled.read(captured('pmset/current-with-remarks.txt'))).toBe(false)
    expect(() => sleepDisabled.read(captured('pmset/custom-mac-mini.txt'))).toThrow('AC Power')
  })

  test('what is in use now is not mistaken for what is stored', () => {
    expect(() => powerSettings.read(captured('pmset/current-mac-mini-m1.txt'))).toThrow('System-wide power settings')
    expect(() => powerSettings.read(captured('pmset/current-with-remarks.txt'))).toThrow(Unreadable)
  })

  test('the name of the computer may hold spaces', () => {
    expect(computerName.read(captured('scutil/computer-name.txt'))).toBe('Mac Studio 1')
    expect(() => computerName.read(captured('scutil/host-name-not-set.txt'))).toThrow('not set')
  })

  test('automatic updates: on, off, and on when nobody ever chose', () => {
    expect(automaticUpdates.read(captured('software-update/automatic-on.txt'))).toBe(true)
    expect(automaticUpdates.read(captured('software-update/automatic-off.txt'))).toBe(false)
    expect(automaticUpdates.read(captured('software-update/automatic-unset.txt'))).toBe(true)
  })

  test('nobody chose is kept apart from a choice, so that it can be given back', () => {
    expect(storedAutomaticUpdates.read(captured('software-update/automatic-unset.txt'))).toBeNull()
    expect(storedAutomaticUpdates.read(captured('software-update/automatic-off.txt'))).toBe(false)
  })

  test('a failure of another sort is not "nobody chose"', () => {
    const reply = { exit: 1, stdout: '', stderr: 'Could not connect to preferences daemon\n' }
    expect(() => automaticUpdates.read(reply)).toThrow(Unreadable)
  })

  test('the user that we log in as', () => {
    expect(loginUser.read(captured('id/user.txt'))).toBe('ai')
    expect(() => loginUser.read(said('uid=501(ai) gid=20(staff)\n'))).toThrow(Unreadable)
  })

  test('FileVault on, off and converting', () => {
    expect(['on', 'off', 'converting'].map((word) => fileVault.read(captured(`fdesetup/${word}.txt`)))).toEqual([
      'on',
      'off',
      'converting',
    ])
    expect(() => fileVault.read(said('FileVault is deferred\n'))).toThrow(Unreadable)
  })

  test('a Mac that nobody manages, and Macs that an organisation manages', () => {
    const server = 'https://mdm.example.com/mdm/ServerURL'
    const read = (file: string) => enrollment.read(captured(`profiles/${file}.txt`))
    expect(read('not-enrolled')).toEqual({ enrolled: false, trust: null, server: null })
    expect(read('enrolled-automatically')).toEqual({ enrolled: true, trust: 'automated', server })
    expect(read('enrolled-by-a-person')).toEqual({ enrolled: true, trust: 'approved', server })
    expect(read('enrolled-unapproved')).toEqual({ enrolled: true, trust: 'unapproved', server })
  })

  test('whether a Mac is managed is not guessed from half an answer', () => {
    expect(() => enrollment.read(said('Enrolled via DEP: No\n'))).toThrow('whether this Mac is enrolled')
    expect(() => enrollment.read(said('Enrolled via DEP: No\nMDM enrollment: Yes\n'))).toThrow('an MDM server')
    expect(() => enrollment.read(said('Enrolled via DEP: No\nMDM enrollment: Yes (Pending)\n'))).toThrow(Unreadable)
    expect(() => enrollment.read(said(''))).toThrow(Unreadable)
  })

  test('free space is in the column Available, in the columns of macOS', () => {
    expect(freeBytes('/System/Volumes/Data').read(captured('df/mac-studio.txt'))).toBe(540_123_456 * 1024)
  })

  test('a volume whose name holds spaces', () => {
    const text = 'Filesystem 1024-blocks Used Available Capacity  Mounted on\nmap my home 100 40 60 40% /My Disk 1\n'
    expect(freeBytes('/My Disk 1').read(said(text))).toBe(60 * 1024)
  })
})
