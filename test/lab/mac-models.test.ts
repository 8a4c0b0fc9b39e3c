import { describe, expect, test } from 'vitest'
import { MAC_MODELS } from '../../src/lab/mac-models.js'
import { hardware } from '../../src/macos/system-profiler-hardware.js'
import { thunderbolt } from '../../src/macos/system-profiler-thunderbolt.js'
import { captured } from '../captures/read.js'

const rows = Object.entries(MAC_MODELS)

describe('the table of models', () => {
  test('a Mac Studio M3 Ultra has six receptacles, and a person finds each', () => {
    const studio = MAC_MODELS['Mac15,14']
    expect(studio).toMatchObject({ receptacles: 6, thunderbolt: 5, laptop: false, besideEthernet: 1 })
    expect(studio?.positions[1]).toBe('back, far right (next to Ethernet)')
  })

  test('the report of a captured Mac has as many receptacles as its model', () => {
    const ports = thunderbolt.read(captured('system-profiler-thunderbolt/mac-studio-m3-ultra.json'))
    expect(ports).toHaveLength(MAC_MODELS['Mac15,14']?.receptacles ?? 0)
    const mini = thunderbolt.read(captured('system-profiler-thunderbolt/mac-mini-m4.json'))
    expect(mini).toHaveLength(MAC_MODELS['Mac16,10']?.receptacles ?? 0)
  })

  test.each(['mac-studio-m3-ultra', 'macbook-pro-m5-max', 'mac-mini-m4'])(
    '%s is in the table with its chip',
    (name) => {
      const { model, chip, memoryBytes } = hardware.read(captured(`system-profiler-hardware/${name}.json`))
      expect(MAC_MODELS[model]?.chips).toContain(chip)
      expect(MAC_MODELS[model]?.memoryGb).toContain(memoryBytes / 2 ** 30)
    },
  )

  test('no M1, M2 or base M3, M4, M5 and M6 has Thunderbolt 5', () => {
    const slow = rows.filter(([, { chips }]) => chips.some((chip) => /M[12]\b|M[3-6]$/.test(chip)))
    expect(slow.length).toBeGreaterThan(8)
    for (const [id, { thunderbolt: generation }] of slow) expect(generation, id).toBe(4)
  })

  test('every M4 Pro and Max, M5 Pro, Max and Ultra and the M3 Ultra has Thunderbolt 5', () => {
    const fast = rows.filter(([, { chips }]) => chips.some((chip) => /M[45] (Pro|Max|Ultra)$|M3 Ultra$/.test(chip)))
    expect(fast.map(([id]) => id).sort()).toEqual(
      rows
        .filter(([, model]) => model.thunderbolt === 5)
        .map(([id]) => id)
        .sort(),
    )
  })

  test('identifiers look like identifiers, and positions belong to receptacles that exist', () => {
    for (const [id, { receptacles, positions, besideEthernet }] of rows) {
      expect(id).toMatch(/^Mac\d{2},\d{1,2}$/)
      for (const number of Object.keys(positions)) expect(Number(number), id).toBeLessThanOrEqual(receptacles ?? 0)
      expect(besideEthernet ?? 1, id).toBe(1)
    }
  })
})
