import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Facts } from '../../src/report/facts.js'
import { captured } from '../captures/read.js'
import { macloom } from './terminal.js'

/** What a stranger typed, by the file they saved it in: two Macs at the ends of one cable. */
const TYPED: Readonly<Record<string, Readonly<Record<string, readonly [file: string, words: string]>>>> = {
  studio: {
    'tb.json': [
      'system-profiler-thunderbolt/mac-studio-m3-ultra.json',
      '/usr/sbin/system_profiler SPThunderboltDataType -json',
    ],
    'ports.txt': ['networksetup/hardware-ports-mac-studio.txt', 'networksetup -listallhardwareports'],
    'ibv.txt': ['rdma/devices-mac-studio-m3-ultra.txt', 'ibv_devices'],
  },
  book: {
    'tb.json': ['system-profiler-thunderbolt/macbook-pro-m5-max.json', 'system_profiler SPThunderboltDataType -json'],
  },
}

describe('macloom facts of a bundle that a stranger wrote by hand', () => {
  let bundle: string
  let found: Facts['macs']
  beforeAll(async () => {
    bundle = mkdtempSync(join(tmpdir(), 'macloom-stranger-'))
    for (const [mac, files] of Object.entries(TYPED)) {
      mkdirSync(join(bundle, mac))
      const index = Object.entries(files).map(([stdout, [file, words]]) => {
        writeFileSync(join(bundle, mac, stdout), captured(file).stdout)
        return { argv: words.split(' '), exit: 0, stdout }
      })
      writeFileSync(join(bundle, mac, 'index.json'), JSON.stringify(index))
    }
    const { exit, stdout, stderr } = await macloom(['facts', '--from', bundle, '--json'])
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    found = (JSON.parse(stdout) as Facts).macs
  })
  afterAll(() => rmSync(bundle, { recursive: true }))

  const receptacle = (mac: string, number: number) => {
    const all = found[mac]?.receptacles
    if (!Array.isArray(all)) throw new Error(JSON.stringify(all))
    return (all as Extract<Facts['macs'][string]['receptacles'], readonly unknown[]>).find(
      (one) => one.number === number,
    )
  }

  it('pairs the Macs by their domain UUIDs', () => {
    expect(receptacle('studio', 2)?.peer).toMatchObject({ mac: 'book', through: 'direct' })
    expect(receptacle('book', 1)?.peer).toMatchObject({ mac: 'studio', through: 'direct' })
  })

  it('shows what follows from the three commands, and says of the rest which command is missing', () => {
    expect(receptacle('studio', 2)).toMatchObject({ interface: 'en3', rdma: { device: 'rdma_en3' } })
    expect(receptacle('studio', 2)?.verdict).toMatchObject({ unknown: expect.stringContaining('rdma_ctl') as unknown })
    expect(found['studio']?.model).toEqual({
      unknown:
        'studio: system_profiler SPHardwareDataType: not in this bundle: system_profiler SPHardwareDataType -json',
    })
    expect(receptacle('book', 1)?.interface).toMatchObject({
      unknown: expect.stringContaining('not in this bundle: networksetup -listallhardwareports') as unknown,
    })
  })

  it('reads as text too, and needs a lab or a bundle', async () => {
    const { stdout } = await macloom(['facts', '--from', bundle])
    expect(stdout).toMatch(/^ {2}2 +en3 +80 Gb\/s +book/m)
    const nothing = await macloom(['facts'])
    expect(nothing).toMatchObject({ exit: 2, stdout: '' })
    expect(nothing.stderr).toContain('name a lab, or a bundle after --from')
  })
})
