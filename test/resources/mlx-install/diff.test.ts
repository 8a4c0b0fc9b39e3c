import { describe, expect, it } from 'vitest'
import { diff } from '../../../src/resources/mlx-install/diff.js'
import type { MlxInstallInputs } from '../../../src/resources/mlx-install/inputs.js'
import type { MlxInstallObserved } from '../../../src/resources/mlx-install/outputs.js'

const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)]
const inputs: MlxInstallInputs = {
  ...{
    needs: [],
    mac: 'studio-1',
    python: { version: '3.12', path: '/python' },
    uv: { version: '1', requirements: '' },
  },
  ...{ mlx: '0.32.4', mlxLm: '0.32.2', requirements: '', digest: NEW },
}
const VERSIONS = { python: '3.12.14', mlx: '0.32.4', 'mlx-lm': '0.32.2' }

interface Case {
  readonly name: string
  readonly seen: MlxInstallObserved
  readonly paths: readonly string[]
}

const CASES: readonly Case[] = [
  {
    name: 'nothing on the Mac',
    seen: { current: null, versions: {}, environments: [] },
    paths: ['environments', 'current'],
  },
  { name: 'all as declared', seen: { current: NEW, versions: VERSIONS, environments: [NEW] }, paths: [] },
  {
    name: 'an older environment',
    seen: { current: OLD, versions: VERSIONS, environments: [OLD] },
    paths: ['environments', 'current'],
  },
  {
    name: 'built, not yet current',
    seen: { current: OLD, versions: VERSIONS, environments: [OLD, NEW] },
    paths: ['current'],
  },
  {
    name: 'another mlx in the environment than the lab declares',
    seen: { current: NEW, versions: { ...VERSIONS, mlx: '0.32.2' }, environments: [NEW] },
    paths: ['versions.mlx'],
  },
  {
    name: 'Python 3.120 is not 3.12',
    seen: { current: NEW, versions: { ...VERSIONS, python: '3.120.1' }, environments: [NEW] },
    paths: ['versions.python'],
  },
  {
    name: 'a Mac that could not be read',
    seen: { current: { unknown: 'why' }, versions: VERSIONS, environments: [] },
    paths: [],
  },
]

describe('what an environment lacks', () => {
  it.each(CASES)('$name', ({ seen, paths }) => {
    const changes = diff(inputs, seen)
    expect(changes.map(({ path }) => path)).toEqual(paths)
    expect(changes.every(({ risk }) => risk === 'safe')).toBe(true)
  })
})
