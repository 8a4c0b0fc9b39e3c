import { describe, expect, it } from 'vitest'
import { planFile } from '../../src/planner/plan-file.js'
import { planText, unlockedText } from '../../src/report/plan.js'
import { withAddresses } from '../../src/report/sources.js'

const KEY = `SHA256:${'a'.repeat(43)}`
const LAB = `lab: test
ssh: { user: admin }
macs:
  a: { address: a.local, hostKey: "${KEY}" }
  b: { address: b.local, hostKey: "${KEY}" }
links: [a:1 <-> b:1]
rdma: ignored
commands: { hello: { on: a, create: "true" } }
`
const text = () => planText(planFile({ text: LAB, file: 'test.yaml' }, null).plan)

describe('a plan as text', () => {
  it('counts what `pulumi up` will count, with the frame and the commands', () => {
    expect(text()).toContain(
      'Lab test: 2 Macs, 13 resources for `pulumi up`: 8 of these, 1 for commands, and stack, lab, provider and summary',
    )
  })

  it('shows what a fabric is given', () => {
    expect(text()).toMatch(/^ {2}a-fabric: .*receptacle 1 10\.77\./m)
  })

  it('says what is missing before the first lock, and the command that writes it', () => {
    expect(unlockedText(['the files of m'], 'stacks/x.lock.yaml', 'x')).toBe(
      '\nThere is no lock file stacks/x.lock.yaml yet. Missing here until `macloom lock x` has written it:\n  the files of m\n',
    )
    expect(unlockedText([], 'stacks/x.lock.yaml', 'x')).toBe('')
  })
})

it('short names of sources become addresses', () => {
  expect(withAddresses('(mlx-lm 0.32.2, lm#1737, mlx#3777; exo#1912)')).toBe(
    '(mlx-lm 0.32.2, https://github.com/ml-explore/mlx-lm/issues/1737, ' +
      'https://github.com/ml-explore/mlx/issues/3777; https://github.com/exo-explore/exo/issues/1912)',
  )
})
