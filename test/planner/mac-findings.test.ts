import { describe, expect, it } from 'vitest'
import { parseLab } from '../../src/lab/parse.js'
import { plan } from '../../src/planner/plan-lab.js'

const KEY = `SHA256:${'a'.repeat(43)}`

function findings(head: string, ...macs: readonly string[]) {
  const lines = macs.map((more, index) => `  m${index}: { address: m${index}, hostKey: "${KEY}"${more} }`)
  return plan(parseLab(`lab: test\n${head}\nmacs:\n${lines.join('\n')}\n`, 'test.yaml'), null).findings
}

describe('a lab file that names no user to log in as', () => {
  it('is a warning that names the Macs and both places to write it', () => {
    expect(findings('rdma: ignored', '', ', user: admin', '')).toMatchObject([
      {
        danger: 'warning',
        what: 'the lab file names no user to log in as on m0, m2',
        remedy: 'write ssh: { user: admin } in the lab file, or user under the Mac',
      },
    ])
  })

  it('is none where ssh names it for all', () => {
    expect(findings('rdma: ignored\nssh: { user: admin }', '')).toEqual([])
  })
})

describe('RDMA that a lab declares', () => {
  const login = 'ssh: { user: admin }'

  it('is refused for good on a model without Thunderbolt 5, before any Mac is touched and without a danger', () => {
    expect(findings(`${login}\nrdma: enabled`, ', model: "Mac16,10"', ', model: "Mac15,14"')).toMatchObject([
      {
        mac: 'm0',
        danger: 'note',
        cause: expect.stringContaining('Mac16,10 is a Mac mini (2024, M4) with Thunderbolt 4') as string,
        remedy: expect.stringContaining('ring over TCP') as string,
      },
    ])
  })

  it('is not checked on a model that is not known, and that is said', () => {
    expect(findings(`${login}\nrdma: enabled`, ', model: "Mac99,1"')).toMatchObject([
      { danger: 'note', what: 'whether m0 can do RDMA was not checked', cause: 'the model Mac99,1 is not known here' },
    ])
  })

  it('is nobody’s concern where the lab ignores it', () => {
    expect(findings(`${login}\nrdma: ignored`, ', model: "Mac16,10"')).toEqual([])
  })
})

describe('a Mac of EC2', () => {
  it('has its 24 hours said in the plan, and no RDMA for good', () => {
    const said = findings('ssh: { user: admin }\nrdma: enabled', ', ec2: true', ', model: "Mac15,14"')
    expect(said.map(({ mac, danger, what }) => [mac, danger, what])).toEqual([
      ['m0', 'note', 'RDMA on m0 is unsupported (hardware), and nothing waits for it'],
      ['m0', 'note', 'm0 is a Mac of EC2, paid for 24 hours at least'],
    ])
  })
})
