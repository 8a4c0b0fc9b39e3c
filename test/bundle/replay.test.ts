import { describe, expect, it } from 'vitest'
import { replaying, type Recording } from '../../src/bundle/replay.js'
import { MacTrouble } from '../../src/command/errors.js'
import type { Question } from '../../src/command/question.js'
import { interfaces } from '../../src/macos/ifconfig.js'
import { listeners } from '../../src/macos/lsof.js'
import { hardwarePorts, serviceInfos } from '../../src/macos/networksetup.js'
import { ibvDevices, ibvPorts } from '../../src/macos/rdma.js'
import { bootTime, wiredLimit } from '../../src/macos/sysctl.js'
import { thunderbolt } from '../../src/macos/system-profiler-thunderbolt.js'
import { environments } from '../../src/resources/mlx-install/environments.js'
import { models } from '../../src/resources/model-files/placed.js'
import { limitAtBoot } from '../../src/resources/os-settings/wired-limit.js'
import { macRecord } from '../../src/resources/record.js'
import { captured } from '../captures/read.js'

const REPORT = 'system-profiler-thunderbolt/mac-mini-m4.json'
const FOLDER = '/usr/local/macloom'

function capture(file: string, ...argv: readonly string[]): Recording {
  return { argv, reply: captured(file) }
}

function said(stdout: string, ...argv: readonly string[]): Recording {
  return { argv, reply: { exit: 0, stdout, stderr: '' } }
}

function ask<T>(question: Question<T>, ...recordings: readonly Recording[]) {
  return replaying({ mac: 'desk', recordings, silence: null }).ask(question)
}

describe('a Mac that is replayed from what somebody recorded', () => {
  it.each([
    [['system_profiler', 'SPThunderboltDataType', '-json']],
    [['/usr/sbin/system_profiler', 'SPThunderboltDataType', '-json']],
    [['sudo', '-n', 'system_profiler', 'SPThunderboltDataType', '-json']],
    [['/usr/bin/sudo', '/usr/sbin/system_profiler', 'SPThunderboltDataType', '-json']],
    [['system_profiler', '-json', 'SPThunderboltDataType']],
  ])('answers what it was asked when a person typed %j', async (argv) => {
    const answer = await ask(thunderbolt, capture(REPORT, ...argv))
    expect(answer).toEqual({ known: true, value: thunderbolt.read(captured(REPORT)) })
  })

  it('answers what we ask as root with what somebody ran as root by the path of the tool', async () => {
    const typed = ['sudo', '/usr/sbin/lsof', '-nP', '-iTCP:8080', '-sTCP:LISTEN', '-F', 'pcLn']
    expect(await ask(listeners(8080), { argv: typed, reply: { exit: 1, stdout: '', stderr: '' } })).toEqual({
      known: true,
      value: [],
    })
  })

  it('knows nothing of a command that nobody recorded: that is unknown, and never absent', async () => {
    expect(await ask(ibvDevices, capture(REPORT, 'system_profiler', 'SPThunderboltDataType', '-json'))).toEqual({
      known: false,
      why: 'desk: ibv_devices: not in this bundle: ibv_devices',
    })
    expect(await ask(ibvDevices, capture('rdma/devices-none.txt', 'ibv_devices', '-v'))).toMatchObject({ known: false })
    expect(await ask(macRecord)).toMatchObject({ known: false })
  })

  it('says that there is no such tool only where somebody tried it', async () => {
    const answer = await ask(ibvDevices, capture('rdma/no-ibv-devices.txt', 'ibv_devices'))
    expect(answer).toEqual({ known: true, value: null })
  })

  it('quotes what cannot be read, as it does of a Mac that answers', async () => {
    expect(await ask(hardwarePorts, said('Hallo\n', 'networksetup', '-listallhardwareports'))).toMatchObject({
      known: false,
      why: expect.stringContaining('Hallo') as unknown,
    })
  })

  it('puts the services together from one -getinfo each; one that is missing is unknown by itself', async () => {
    const list = capture('networksetup/service-order.txt', 'networksetup', '-listnetworkserviceorder')
    const info = capture('networksetup/info-manual.txt', 'networksetup', '-getinfo', 'Thunderbolt 6')
    const answer = await ask(serviceInfos, list, info)
    if (!answer.known) throw new Error(answer.why)
    expect(answer.value.get('Thunderbolt 6')).toMatchObject({ known: true, value: { method: 'manual' } })
    expect(answer.value.get('Thunderbolt Bridge')).toMatchObject({
      known: false,
      why: expect.stringContaining('not in this bundle: networksetup -getinfo Thunderbolt Bridge') as unknown,
    })
    expect(answer.value.has('Wi-Fi')).toBe(false)
  })

  it('cannot put services together from a list that is cut off', async () => {
    const { stdout } = captured('networksetup/service-order.txt')
    const cut = said(stdout.slice(0, -40), 'networksetup', '-listnetworkserviceorder')
    expect(await ask(serviceInfos, cut)).toMatchObject({ known: false })
  })

  it('takes what people type instead of our flags: sysctl with its key, ifconfig -a, ibv_devinfo -v', async () => {
    const boot = `kern.boottime: ${captured('sysctl/boot-time.txt').stdout}`
    const all = capture('ifconfig/mac-mini-as-it-comes.txt', 'ifconfig', '-a')
    expect(await ask(bootTime, said(boot, 'sysctl', 'kern.boottime'))).toMatchObject({ known: true })
    expect(await ask(wiredLimit, said('iogpu.wired_limit_mb: 0\n', 'sysctl', 'iogpu.wired_limit_mb'))).toEqual({
      known: true,
      value: 0,
    })
    expect(await ask(interfaces, all)).toMatchObject({ known: true })
    expect(await ask(ibvPorts, capture('rdma/devinfo-verbose.txt', 'ibv_devinfo', '-v'))).toMatchObject({ known: true })
  })

  it('knows that macloom was never there when an ls of its folder says so', async () => {
    const stderr = `ls: ${FOLDER}: No such file or directory\n`
    const ls = { argv: ['ls', FOLDER], reply: { exit: 1, stdout: '', stderr } }
    expect(await ask(macRecord, ls)).toEqual({ known: true, value: { version: null, facts: {} } })
    expect(await ask(environments, ls)).toMatchObject({ known: true, value: { entries: [] } })
    expect(await ask(models, ls)).toMatchObject({ known: true, value: { folders: [] } })
    const file = '/Library/LaunchDaemons/com.macloom.wired-limit.plist'
    const none = { exit: 1, stdout: '', stderr: `cat: ${file}: No such file or directory\n` }
    expect(await ask(limitAtBoot, { argv: ['cat', file], reply: none })).toEqual({ known: true, value: null })
    expect(await ask(macRecord, said('lab\nclaims\n', 'ls', FOLDER))).toMatchObject({ known: false })
  })

  it('is as silent as the Mac was, with the same reason', async () => {
    const silence = new MacTrouble('locked', { mac: 'desk', doing: 'connect', seen: 'FileVault is locked' })
    const desk = replaying({ mac: 'desk', recordings: [], silence })
    await expect(desk.ask(ibvDevices)).rejects.toBe(silence)
    await expect(desk.prefix()).rejects.toBe(silence)
  })
})
