import { describe, expect, it } from 'vitest'
import { LabError } from '../../src/lab/trouble.js'
import { planFile, planFileWithoutLock } from '../../src/planner/plan-file.js'

const KEY = `SHA256:${'a'.repeat(43)}`
const text = `lab: test
macs:
  a: { address: a.local, hostKey: "${KEY}" }
  b: { address: b.local, hostKey: "${KEY}" }
mlx: { mlx: 0.32.4, mlx-lm: 0.32.2 }
models:
  m: { folder: model }
deployments:
  chat: { model: m, macs: [a, b] }
`

describe('a lab file that is read and planned in one go', () => {
  it('that cannot be planned is told with the lines of the file, like one that cannot be read', () => {
    expect(() => planFile({ text, file: 'stacks/x.yaml' }, null)).toThrow(LabError)
    expect(() => planFile({ text, file: 'stacks/x.yaml' }, null)).toThrow(
      'stacks/x.yaml:5:1: mlx: there is no lock file; run: macloom lock test',
    )
  })

  it('with a lock file that is none is told with the lines of that file', () => {
    expect(() =>
      planFile({ text, file: 'stacks/x.yaml' }, { text: 'version: 3\n', file: 'stacks/x.lock.yaml' }),
    ).toThrow('stacks/x.lock.yaml:1:10: version: expected 1, found the number 3')
  })

  it('without models gives lab and plan', () => {
    const short = text.slice(0, text.indexOf('mlx:'))
    expect(planFile({ text: short, file: 'x' }, null)).toMatchObject({
      lab: { lab: 'test' },
      lock: null,
      plan: { lab: 'test' },
    })
  })

  it('is planned as far as it goes before the first lock, with what is missing', () => {
    const { plan, missing } = planFileWithoutLock({ text: `${text}rdma: ignored\nlinks: [a:1 <-> b:1]\n`, file: 'x' })
    expect(plan.resources.map(({ name }) => name)).toContain('a-1--b-1')
    expect(missing.map((what) => what.split(':')[0])).toEqual([
      'MLX on each Mac',
      'the files of m, with sizes and hashes',
      'the deployment chat on a, b',
    ])
  })

  it('is told before the first lock what no lock file can mend', () => {
    expect(() => planFileWithoutLock({ text: `${text}rdma: ignored\n`, file: 'x' })).toThrow(/^x:9:/)
  })
})
