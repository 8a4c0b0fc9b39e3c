import { describe, expect, test } from 'vitest'
import { Unreadable } from '../../src/command/errors.js'
import { ibvDevices, ibvGids, ibvLimits, ibvPorts, rdmaInNvram, rdmaStatus } from '../../src/macos/rdma.js'
import { captured } from '../captures/read.js'

describe('RDMA', () => {
  test('enabled, disabled, and a macOS that has no rdma_ctl', () => {
    expect(rdmaStatus.read(captured('rdma/status-enabled.txt'))).toBe('enabled')
    expect(rdmaStatus.read(captured('rdma/status-disabled.txt'))).toBe('disabled')
    expect(rdmaStatus.read(captured('rdma/no-rdma-ctl.txt'))).toBe('absent')
  })

  test('the refusal outside recoveryOS is no status', () => {
    expect(() => rdmaStatus.read(captured('rdma/enable-refused.txt'))).toThrow('Recovery OS')
  })

  test('the bit in NVRAM, set and never set', () => {
    expect(rdmaInNvram.read(captured('rdma/nvram-set.txt'))).toBe('1')
    expect(rdmaInNvram.read(captured('rdma/nvram-unset.txt'))).toBeNull()
  })

  test('devices come in the order of the tool, which is not sorted', () => {
    const devices = ibvDevices.read(captured('rdma/devices-mac-studio-m3-ultra.txt'))
    expect(devices?.map(({ device }) => device)).toEqual([
      ...['rdma_en2', 'rdma_en3', 'rdma_en5'],
      ...['rdma_en4', 'rdma_en6', 'rdma_en7'],
    ])
    expect(devices?.[0]?.guid).toBe('8096a9d9edbaac05')
  })

  test('enabled without a device is a header without rows, as on Thunderbolt 4', () => {
    expect(ibvDevices.read(captured('rdma/devices-none.txt'))).toEqual([])
  })

  test('a macOS without the tool cannot say which devices there are', () => {
    expect(ibvDevices.read(captured('rdma/no-ibv-devices.txt'))).toBeNull()
  })

  test('silence is not "no devices": the header is always printed', () => {
    expect(() => ibvDevices.read({ exit: 0, stdout: '', stderr: '' })).toThrow(Unreadable)
  })

  test('the state of every port', () => {
    expect(ibvPorts.read(captured('rdma/devinfo-down.txt'))).toEqual([{ device: 'rdma_en1', state: 'PORT_DOWN' }])
    expect(ibvPorts.read(captured('rdma/devinfo-mac-mini-m4-pro.txt'))).toEqual([
      { device: 'rdma_en2', state: 'PORT_ACTIVE' },
      { device: 'rdma_en3', state: 'PORT_DOWN' },
      { device: 'rdma_en4', state: 'PORT_DOWN' },
    ])
  })

  test('no devices, no ports', () => {
    expect(ibvPorts.read(captured('rdma/devinfo-no-devices.txt'))).toEqual([])
  })

  test('where the addresses of a port stand in the table of its device', () => {
    const gids = ['fe80::344d:4ff:feea:4e40', '::ffff:169.254.205.255', 'fe80::1021:1bac:fe1:b5e3']
    expect(ibvGids.read(captured('rdma/devinfo-verbose.txt'))).toEqual([
      { device: 'rdma_en2', gids: gids.map((gid, index) => ({ index, gid })) },
    ])
    expect(ibvGids.read(captured('rdma/devinfo-no-devices.txt'))).toEqual([])
    expect(() => ibvGids.read(captured('rdma/devinfo-down.txt'))).toThrow('the address table of rdma_en1')
  })

  test('reads how many protection domains each device can give, off the device', () => {
    const limits = ibvLimits.read(captured('rdma/devinfo-verbose.txt'))
    expect(new Set(limits.map(({ protectionDomains }) => protectionDomains))).toEqual(new Set([11]))
    expect(() => ibvLimits.read(captured('rdma/devinfo-mac-mini-m4-pro.txt'))).toThrow('max_pd')
  })

  test('an address without its index is unreadable', () => {
    const { stdout } = captured('rdma/devinfo-verbose.txt')
    const odd = stdout.replace('GID[  1]', 'GID[one]')
    expect(() => ibvGids.read({ exit: 0, stdout: odd, stderr: '' })).toThrow('GID[one]')
  })

  test('a device that lost the line with its state is unreadable', () => {
    const { stdout } = captured('rdma/devinfo-mac-mini-m4-pro.txt')
    const cut = stdout.slice(0, stdout.lastIndexOf('\t\t\tstate:'))
    expect(() => ibvPorts.read({ exit: 0, stdout: cut, stderr: '' })).toThrow('rdma_en4')
  })

  test('an unknown device is an error and not an empty list', () => {
    expect(() => ibvPorts.read(captured('rdma/devinfo-unknown-device.txt'))).toThrow("wasn't found")
  })
})
