import { describe, expect, it } from 'vitest'
import { LabError } from '../../src/lab/trouble.js'
import { planFile } from '../../src/planner/plan-file.js'

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
      'stacks/x.yaml:5:1: mlx: the lock file has no MLX; run: macloom lock test\n' +
        'stacks/x.yaml:7:3: models.m: the lock file does not know its files; run: macloom lock test',
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
})
