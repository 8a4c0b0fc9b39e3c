import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asRoot, onMac } from '../../src/command/command.js'
import { Secret } from '../../src/command/secret.js'
import { diskUsers, unlockAtNextRestart } from '../../src/macos/fdesetup.js'
import { bringUp } from '../../src/macos/ifconfig.js'
import { bootstrap, signal } from '../../src/macos/launchctl.js'
import { listeners } from '../../src/macos/lsof.js'
import { createService } from '../../src/macos/networksetup.js'
import { setPower } from '../../src/macos/pmset.js'
import { installUpdate, setAutomaticUpdates } from '../../src/macos/software-update.js'
import { reinstall } from '../../src/macos/startosinstall.js'
import { removeFact, writeFact } from '../../src/resources/record.js'
import { mustBeListed } from '../lifecycle/listed.js'
import { macloom } from './terminal.js'

describe('macloom sudoers', () => {
  it('prints one entry for the login user, with every tool by its place on macOS', async () => {
    const { exit, stdout } = await macloom(['sudoers', '--user', 'ai'])
    expect(exit).toBe(0)
    expect(stdout).toMatch(/^ai ALL=\(root\) NOPASSWD: MACLOOM_1/m)
    expect(stdout).toContain('/usr/sbin/networksetup -setmanual *')
    expect(stdout).toContain('/bin/launchctl kill SIGTERM system/com.macloom.*')
  })

  it('says in its head that the list is no fence', async () => {
    const { stdout } = await macloom(['sudoers'])
    expect(stdout).toContain('may do anything on this Mac')
    expect(stdout).toContain('no fence around admin')
  })

  it('escapes what ends a word in sudoers', async () => {
    const { stdout } = await macloom(['sudoers'])
    expect(stdout).toContain('iogpu.wired_limit_mb\\=*')
    expect(stdout).toContain('-iTCP\\:* -sTCP\\:LISTEN')
  })

  it('is text that visudo accepts; where there is no visudo, every line has one of the four known forms', async () => {
    const { stdout } = await macloom(['sudoers'])
    const folder = mkdtempSync(join(tmpdir(), 'sudoers-'))
    const file = join(folder, 'macloom')
    writeFileSync(file, stdout)
    const { error, status, stderr } = spawnSync('visudo', ['-cf', file], { encoding: 'utf8' })
    rmSync(folder, { recursive: true })
    if (error === undefined) expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const form =
      /^(?:|#.*|(?:Cmnd_Alias MACLOOM_\d+ =| ) \/(?:[a-zA-Z/]|\\ |[*.])+ .*?(?:, \\)?|admin ALL=\(root\) NOPASSWD: [A-Z_0-9, ]+)$/
    expect(stdout.split('\n').filter((line) => !form.test(line))).toEqual([])
  })

  it('covers what the tools of macOS are told', () => {
    const commands = [
      createService('macloom Thunderbolt 2', 'Thunderbolt 2'),
      bringUp('en3'),
      bootstrap('/Library/LaunchDaemons/com.macloom.rank.tiny.plist'),
      signal('com.macloom.rank.tiny', 'SIGTERM'),
      setPower({ sleep: '0' }, 'AC Power'),
      setAutomaticUpdates(false),
      listeners(8080).command,
      diskUsers.command,
      installUpdate('macOS Tahoe 26.2-25C56', 'admin', new Secret('x')),
      reinstall('Install macOS Tahoe.app', 'admin', new Secret('x')),
      unlockAtNextRestart('admin', new Secret('x')),
      ...writeFact('claims/Mac+studio-1', '{}'),
      ...removeFact('claims/Mac+studio-1'),
    ]
    expect(() => mustBeListed(commands)).not.toThrow()
  })

  it.each([
    ['another tool', asRoot('shutdown', '-r', 'now')],
    ['a job that is not ours', asRoot('launchctl', 'bootout', 'system/com.apple.sshd')],
    ['SIGKILL of a rank', asRoot('launchctl', 'kill', 'SIGKILL', 'system/com.macloom.rank.tiny')],
    ['a file that is not ours', asRoot('rm', '-f', onMac('/etc/sudoers'))],
    ['an environment, which sudo would hand to env(1)', { ...asRoot('pmset', '-a', 'sleep', '0'), env: { A: 'b' } }],
  ])('does not cover %s', (_what, command) => {
    expect(() => mustBeListed([command])).toThrow(/macloom sudoers/)
  })
})
