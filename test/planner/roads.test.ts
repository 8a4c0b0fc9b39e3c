import { describe, expect, it } from 'vitest'
import { parseLab } from '../../src/lab/parse.js'
import { plan } from '../../src/planner/plan-lab.js'
import { planText } from '../../src/report/plan.js'
import { labOf, lockOf, RUNTIME } from './labs.js'

const KEY = `SHA256:${'a'.repeat(43)}`

/** Three Macs with Ethernet addresses, and links and strategy as given. */
function planned(links: readonly string[], deployment = 'strategy: tensor', model = 'Mac15,14') {
  const macs = [1, 2].map(
    (n) =>
      `  s${n}: { address: s${n}.local, ethernet: 192.168.1.1${n}, hostKey: "${KEY}", model: "${model}", memory: 512GB }`,
  )
  const text = `lab: test\nmacs:\n${macs.join('\n')}\n${RUNTIME}links: [${links.join(', ')}]
deployments: { m: { model: m, macs: [s1, s2], backend: ring, ${deployment} } }\n`
  return plan(parseLab(text, 'x.yaml'), lockOf())
}

const kinds = (made: ReturnType<typeof plan>) => made.resources.map(({ kind }) => kind)
const ranks = (made: ReturnType<typeof plan>) =>
  made.resources.flatMap((one) =>
    one.kind === 'ShardDeployment' ? one.inputs.ranks.map((rank) => rank.addresses) : [],
  )

describe('a lab that is linked over Ethernet', () => {
  const made = planned(['s1:ethernet <-> s2:ethernet'])

  it('has a ring of the Ethernet addresses, and no resource that touches Ethernet', () => {
    expect(ranks(made)).toEqual([['192.168.1.11'], ['192.168.1.12']])
    expect(kinds(made).filter((kind) => ['Fabric', 'ThunderboltLink'].includes(kind))).toEqual([])
    expect(made.subnets).toEqual({})
  })

  it('is told how much slower that is, with the source', () => {
    const [slow] = made.findings.filter(({ what }) => what.includes('Ethernet'))
    expect(slow).toMatchObject({ danger: 'warning' })
    expect(slow?.what).toContain(
      'm: its ring goes over Ethernet at s1:ethernet <-> s2:ethernet: 1.1 GB/s, 5.5 times less',
    )
    expect(slow?.cause).toContain('19.6 tokens/s are predicted on one Mac, 6.8 on two')
    expect(planText(made)).toContain('https://github.com/jundot/omlx/issues/3118')
  })

  it('gets a remark and no warning where a pipeline sends little', () => {
    const { findings } = planned(['s1:ethernet <-> s2:ethernet'], 'strategy: pipeline')
    expect(findings.find(({ what }) => what.includes('Ethernet'))?.danger).toBe('note')
  })

  it('takes the cable, where two Macs have a cable and Ethernet', () => {
    const both = planned(['s1:ethernet <-> s2:ethernet', 's1:2 <-> s2:2'])
    expect(
      ranks(both)
        .flat()
        .every((address) => address.startsWith('10.77.')),
    ).toBe(true)
    expect(both.findings.filter(({ what }) => what.includes('ring goes over'))).toEqual([])
  })
})

describe('a lab of Macs with Thunderbolt 4', () => {
  it('is linked at 40 Gb/s by itself, and told what that costs', () => {
    const made = planned(['s1:2 <-> s2:2'], 'strategy: tensor', 'Mac16,10')
    const link = made.resources.find(({ kind }) => kind === 'ThunderboltLink')
    expect(link?.inputs).toMatchObject({ minimumGbps: 40 })
    expect(made.findings.map(({ what }) => what)).toContainEqual(
      expect.stringContaining('its ring goes over Thunderbolt 4 at s1:2 <-> s2:2: 2 GB/s, 3.1 times less'),
    )
  })
})

describe('the plan', () => {
  it('says what the links form, what they allow and why', () => {
    const lab = labOf(['a', 'b', 'c'], 'rdma: enabled\nlinks: [a:2 <-> b:2, b:3 <-> c:3]\n')
    const text = planText(plan(lab, null))
    expect(text).toContain('Wiring of 3 Macs: a chain: the cables lead through all of them, and not back')
    expect(text).toMatch(/jaccl \(RDMA mesh\) +no +a and c are not cabled; a mesh needs a cable between every two/)
    expect(text).toContain(
      'limit: a mesh of 7 Macs with 21 cables, because a Mac Studio (2025, M3 Ultra) has 6 receptacles; or 6 Macs',
    )
  })

  it('is refused where an Ethernet address lies in the subnet of the fabric', () => {
    expect(() => planned(['s1:2 <-> s2:2'], 'strategy: tensor')).not.toThrow()
    const text = `lab: x\nfabric: { subnet: 192.168.0.0/16 }\nmacs:
  a: { address: a.local, ethernet: 192.168.1.11, hostKey: "${KEY}" }
  b: { address: b.local, hostKey: "${KEY}" }
links: [a:2 <-> b:2]\n`
    expect(() => plan(parseLab(text, 'x.yaml'), null)).toThrow('macs.a.ethernet: 192.168.1.11 lies in fabric.subnet')
  })
})
