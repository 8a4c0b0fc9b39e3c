import { describe, expect, test } from 'vitest'
import { render } from '../../src/command/render.js'
import { Secret } from '../../src/command/secret.js'
import { volumeUsers } from '../../src/macos/diskutil.js'
import { diskUsers, restartsUnlocked, unlockAtNextRestart } from '../../src/macos/fdesetup.js'
import { installUpdate, offeredUpdates } from '../../src/macos/software-update.js'
import { installers, reinstall } from '../../src/macos/startosinstall.js'
import { captured } from '../captures/read.js'
import { commands } from './exported.js'

const offers = (file: string) => offeredUpdates.read(captured(`software-update/${file}.txt`))

describe('what Apple offers a Mac', () => {
  test('a label as it has to be said, its version, build and size', () => {
    expect(offers('list-26.6')).toEqual([
      { label: 'macOS Tahoe 26.6-25G72', version: '26.6', build: '25G72', sizeBytes: 3_829_595 * 1024 },
    ])
    expect(offers('list-15.3')).toMatchObject([{ label: 'macOS Sequoia 15.3-24D60', build: '24D60' }])
  })

  test('a major upgrade stands among the others', () => {
    expect(offers('list-major-upgrade')).toMatchObject([{ version: '26.6' }, { version: '27', build: '26A428' }])
  })

  test('double spaces in a label are kept, and what is no macOS has no build', () => {
    expect(offers('list-double-space')).toMatchObject([
      { label: 'Command Line Tools  for Xcode 26.6-26.6', build: null },
      { label: 'macOS Tahoe  26.6-25G72', build: '25G72' },
    ])
  })

  test('nothing offered and nobody reached are two answers, on whichever stream they come', () => {
    expect(offers('list-nothing')).toEqual([])
    expect(offers('list-no-server')).toBe('no server')
    const { stdout, stderr } = captured('software-update/list-nothing.txt')
    expect(offeredUpdates.read({ exit: 0, stdout: `${stdout}${stderr}`, stderr: '' })).toEqual([])
    expect(() => offeredUpdates.read({ exit: 0, stdout, stderr: '' })).toThrow('labels with their titles')
  })

  test('a row that nobody knows is quoted', () => {
    const { stdout } = captured('software-update/list-26.6.txt')
    const odd = stdout.replace('Recommended: YES', 'Recommended: PERHAPS')
    expect(() => offeredUpdates.read({ exit: 0, stdout: odd, stderr: '' })).toThrow('PERHAPS')
  })
})

describe('who may change what a Mac boots', () => {
  test('users of the startup volume, and whether they own it', () => {
    const owners = (file: string) => volumeUsers.read(captured(`diskutil/${file}.txt`)).map(({ owner }) => owner)
    expect(owners('one-owner')).toEqual([true])
    expect(owners('with-recovery-key')).toEqual([true, true])
    expect(owners('managed')).toEqual([true, true, false])
  })

  test('a listing that lacks a user is unreadable', () => {
    const { stdout } = captured('diskutil/managed.txt')
    const short = stdout.replace('(3 found)', '(4 found)')
    expect(() => volumeUsers.read({ exit: 0, stdout: short, stderr: '' })).toThrow('4 users')
  })

  test('their login names, by the same GUID', () => {
    const guids = volumeUsers.read(captured('diskutil/managed.txt')).map(({ guid }) => guid)
    const people = diskUsers.read(captured('fdesetup/list.txt'))
    expect(people.map(({ user }) => user)).toEqual(['admin', 'guest1'])
    expect(people.every(({ guid }) => guids.includes(guid))).toBe(true)
    expect(restartsUnlocked.read(captured('fdesetup/supports-authrestart.txt'))).toBe(true)
  })

  test('the installers that lie on the Mac', () => {
    expect(installers.read(captured('installers/tahoe.txt'))).toEqual([
      { app: 'Install macOS Tahoe.app', version: '26.2' },
    ])
    expect(installers.read(captured('installers/none.txt'))).toEqual([])
  })
})

describe('commands that change macOS', () => {
  const password = new Secret('a-word-that-nobody-reads')

  test('name one label, hold no password, and never say -a', () => {
    const all = [
      installUpdate('macOS Tahoe  26.2-25C56', 'admin', password),
      reinstall('Install macOS Tahoe.app', 'admin', password),
      unlockAtNextRestart('admin', password),
    ]
    for (const command of all) {
      expect(render(command)).not.toContain(password.reveal())
      expect(JSON.stringify(command)).not.toContain(password.reveal())
      expect(render(command)).not.toMatch(/ (-a|--all|-i|-r|--recommended)( |$)/)
      expect(command.stdin).toBeInstanceOf(Secret)
    }
    expect(render(all[0] ?? unlockAtNextRestart('', password))).toContain(
      "--install 'macOS Tahoe  26.2-25C56' --restart",
    )
  })

  test('no command of the house erases anything of a Mac', async () => {
    for (const [name, command] of await commands()) {
      expect(render(command), name).not.toMatch(/erase|preservecontainer|newvolumename|deleteVolume|reformat/i)
    }
  })
})
