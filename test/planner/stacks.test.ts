import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseLab } from '../../src/lab/parse.js'
import type { Lab } from '../../src/lab/schema.js'
import { linkSubnets, plan } from '../../src/planner/plan-lab.js'
import { hostKey } from '../../src/sim/keys.js'
import { lockOf, TINY } from './labs.js'

function stack(name: string): Lab {
  const file = `stacks/${name}.yaml`
  return parseLab(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'), file)
}

describe('the demo lab', () => {
  const lab = stack('demo')

  it.each(Object.keys(lab.macs))('pins the host key that the sim gives %s', (mac) => {
    expect(lab.macs[mac]?.hostKey).toBe(hostKey(1, 'demo', mac).fingerprint)
  })

  it('is planned with its ranks on addresses that Linux answers on', () => {
    const lock = lockOf()
    const python = lab.mlx?.python
    if (lock.mlx === undefined || typeof python !== 'object') throw new Error('the demo names its Python by path')
    const tiny = { source: 'folder:.macloom/demo/model', revision: '0', files: [], geometry: TINY }
    const made = plan(lab, { ...lock, mlx: { ...lock.mlx, python }, models: { tiny } })
    const group = made.resources.find(({ name }) => name === 'tiny')
    if (group?.kind !== 'ShardDeployment') throw new Error('the demo deploys tiny')
    expect(group.inputs.ranks.flatMap(({ addresses }) => addresses)).toEqual([
      expect.stringMatching(/^127\.77\./),
      expect.stringMatching(/^127\.77\./),
    ])
    expect(made.endpoints).toEqual({ tiny: 'http://127.0.0.1:27780/v1' })
    expect(made.connections['studio-2']).toMatchObject({ port: 27702, user: 'admin' })
  })
})

describe('the example of a real lab', () => {
  it('is a lab in ten lines of YAML', () => {
    const lines = readFileSync(new URL('../../stacks/studio.yaml', import.meta.url), 'utf8').split('\n')
    expect(lines.filter((line) => line !== '' && !line.startsWith('#')).length).toBeLessThanOrEqual(10)
  })

  it('gives its cable a subnet', () => {
    expect(linkSubnets(stack('studio'), null)).toEqual({
      'studio-1:2 <-> studio-2:2': expect.stringMatching(/^10\.77\.\d+\.\d+\/30$/) as string,
    })
  })
})
