import { describe, expect, it } from 'vitest'
import { bytes, diff } from '../../../src/resources/model-files/diff.js'
import type { ModelFilesInputs } from '../../../src/resources/model-files/inputs.js'
import { modelFiles } from '../../../src/resources/model-files/model-files.js'
import type { ModelFilesObserved, PlacedFiles } from '../../../src/resources/model-files/outputs.js'
import { findings, refuse } from '../../../src/resources/model-files/space.js'

const [ONE, TWO] = ['1'.repeat(64), '2'.repeat(64)]
const inputs: ModelFilesInputs = {
  ...{ needs: [], name: 'tiny', macs: ['studio-1'], source: { folder: '/models/tiny' }, retain: false },
  files: [{ name: 'model.safetensors', size: 4_000_000_000, sha256: ONE }],
}
const EMPTY: PlacedFiles = { files: [], partial: {}, freeBytes: 10e9, strays: [] }
const file = (over: Partial<PlacedFiles['files'][number]> = {}) => ({
  files: [{ name: 'model.safetensors', size: 4_000_000_000, sha256: ONE, ...over }],
})

const CASES: readonly { name: string; placed: Partial<PlacedFiles>; what: readonly string[] }[] = [
  {
    name: 'a file that is not there',
    placed: {},
    what: ['bring model.safetensors (4.0 GB) to studio-1 and verify it'],
  },
  {
    name: 'a file that is half there',
    placed: { partial: { [ONE]: 1_500_000_000 } },
    what: ['bring model.safetensors (4.0 GB) to studio-1, going on at 1.5 GB and verify it'],
  },
  { name: 'a verified file', placed: file(), what: [] },
  {
    name: 'a file of another size',
    placed: file({ size: 17, sha256: null }),
    what: ['replace model.safetensors (4.0 GB) on studio-1: it has 17 B there'],
  },
  {
    name: 'a file that was touched since it was verified',
    placed: file({ sha256: null }),
    what: ['verify model.safetensors (4.0 GB) on studio-1: it is there, and what was recorded of it no longer holds'],
  },
  {
    name: 'verified bytes of another revision',
    placed: file({ sha256: TWO }),
    what: ['replace model.safetensors (4.0 GB) on studio-1: the manifest has other bytes of it'],
  },
  {
    name: 'a file of an older manifest',
    placed: { files: [...file().files, { name: 'model-2.safetensors', size: 1, sha256: TWO }] },
    what: ['remove model-2.safetensors from studio-1: it was placed for an older manifest'],
  },
]

describe('what a Mac lacks of a model', () => {
  it.each(CASES)('$name', ({ placed, what }) => {
    const changes = diff(inputs, { macs: { 'studio-1': { ...EMPTY, ...placed } }, left: {} })
    expect(changes.map((change) => change.what)).toEqual(what)
  })

  it('a Mac that did not answer is not judged', () => {
    expect(diff(inputs, { macs: { 'studio-1': { unknown: 'connection refused' } }, left: {} })).toEqual([])
  })
})

describe('a Mac that is no longer named', () => {
  const observed: ModelFilesObserved = {
    macs: { 'studio-1': { ...EMPTY, ...file() } },
    left: { 'studio-2': 'present' },
  }

  it.each([
    [false, 'remove the files of tiny from studio-2, which is no longer one of its Macs'],
    [true, 'leave the files of tiny to studio-2, which is no longer one of its Macs'],
  ])('is given back, with retain: %s', (retain, what) => {
    const change = { path: 'macs.studio-2', from: 'present', to: null, risk: 'safe', what, mac: 'studio-2' }
    expect(diff({ ...inputs, retain }, observed)).toEqual([change])
    const before = { macs: { ...observed.macs, 'studio-2': { ...EMPTY, ...file() } }, left: {} }
    expect(diff({ ...inputs, retain }, before)).toEqual([change])
  })

  it('holds nobody up while it does not answer, and is named', () => {
    const silent: ModelFilesObserved = { ...observed, left: { 'studio-2': { unknown: 'connection refused' } } }
    expect(diff(inputs, silent)).toEqual([])
    expect(modelFiles.doubts?.(inputs, silent)).toEqual([])
    expect(findings(inputs, silent)).toMatchObject([{ what: 'studio-2 may still hold files of the model tiny' }])
  })
})

describe('room for a model', () => {
  const placed = (over: Partial<PlacedFiles>) => ({ macs: { 'studio-1': { ...EMPTY, ...over } }, left: {} })

  it('is refused with the arithmetic', () => {
    expect(() => refuse(inputs, placed({ freeBytes: 2.5e9 }))).toThrow(
      'studio-1: make room for the model tiny: it needs 4.0 GB and has 2.5 GB free: 1.5 GB are missing. Nothing was sent.',
    )
    expect(findings(inputs, placed({ freeBytes: 2.5e9 })).map(({ danger }) => danger)).toEqual(['danger'])
  })

  it('counts what has arrived already', () => {
    expect(() => refuse(inputs, placed({ freeBytes: 2.5e9, partial: { [ONE]: 1.5e9 } }))).not.toThrow()
  })

  it('needs none for a file that only has to be verified again', () => {
    expect(() => refuse(inputs, placed({ freeBytes: 0, ...file({ sha256: null }) }))).not.toThrow()
  })

  it('needs it a second time for a file that is replaced', () => {
    expect(() => refuse(inputs, placed({ freeBytes: 0, ...file({ sha256: TWO }) }))).toThrow('4.0 GB are missing')
  })
})

it('weights that nobody declared are a warning, since MLX would load them', () => {
  const observed = { macs: { 'studio-1': { ...EMPTY, ...file(), strays: ['model-old.safetensors'] } }, left: {} }
  expect(findings(inputs, observed)).toMatchObject([
    { danger: 'warning', what: expect.stringContaining('model-old') as unknown },
  ])
})

it('numbers of bytes are written as the disk’s maker writes them', () => {
  expect([0, 999, 1000, 1_234_567, 4e9, 612e9, 1.2e12].map(bytes)).toEqual([
    ...['0 B', '999 B', '1.0 kB', '1.2 MB', '4.0 GB', '612.0 GB', '1.2 TB'],
  ])
})
