import { describe, expect, it } from 'vitest'
import { allocateSubnets, endAddresses, inSubnet } from '../../src/planner/subnets.js'
import { PlanError } from '../../src/planner/trouble.js'

const CIDR = '10.77.0.0/16'
const link = (a: number, b: number): { key: string } => ({ key: `mac-${a}:1 <-> mac-${b}:2` })

/** Numbers in [0, 1) that are the same in every run: mulberry32. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
}

function randomLinks(throwDice: () => number, most: number): { key: string }[] {
  const keys = Array.from({ length: 1 + Math.floor(throwDice() * most) }, () =>
    link(Math.floor(throwDice() * 1000), 1000 + Math.floor(throwDice() * 1000)),
  )
  return [...new Map(keys.map((one) => [one.key, one])).values()]
}

const seeds = Array.from({ length: 60 }, (_, index) => index + 1)

describe('subnets of links', () => {
  it('lie in the subnet of the lab, on a multiple of four, one for each link', () => {
    const subnets = Object.values(allocateSubnets([link(1, 2), link(2, 3)], CIDR, {}))
    expect(new Set(subnets).size).toBe(2)
    for (const subnet of subnets) {
      const [address = '', prefix] = subnet.split('/')
      expect(prefix).toBe('30')
      expect(inSubnet(address, CIDR)).toBe(true)
      expect(Number(address.split('.')[3]) % 4).toBe(0)
    }
  })

  it('give the first address to the first end and the second to the other', () => {
    expect(endAddresses('10.77.3.252/30')).toEqual(['10.77.3.253', '10.77.3.254'])
  })

  it('of two labs that hold the same link are the same: nothing but the key counts', () => {
    expect(allocateSubnets([link(1, 2)], CIDR, {})).toEqual(allocateSubnets([link(1, 2)], CIDR, {}))
  })

  it.each(seeds)('never move when links are added at the end of the file (random lab %i)', (seed) => {
    const throwDice = dice(seed)
    const links = randomLinks(throwDice, 40)
    const before = allocateSubnets(links, '10.77.0.0/24', {})
    const after = allocateSubnets([...links, link(9001, 9002), link(9003, 9004)], '10.77.0.0/24', {})
    expect(after).toMatchObject(before)
    expect(new Set(Object.values(after)).size).toBe(Object.keys(after).length)
  })

  it.each(seeds)(
    'never move when the lock file has them, wherever links are added or removed (random lab %i)',
    (seed) => {
      const throwDice = dice(seed)
      const links = randomLinks(throwDice, 30)
      const locked = allocateSubnets(links, '10.77.0.0/24', {})
      const added = randomLinks(throwDice, 30).map(({ key }) => ({ key: `new ${key}` }))
      const kept = links.filter(() => throwDice() > 0.3)
      const mixed = [...added, ...kept].sort(() => throwDice() - 0.5)
      const after = allocateSubnets(mixed, '10.77.0.0/24', locked)
      for (const { key } of kept) expect(after[key]).toBe(locked[key])
      expect(new Set(Object.values(after)).size).toBe(mixed.length)
    },
  )

  it('still differ when hashes collide: 64 links fill a /24 to the last place', () => {
    const links = Array.from({ length: 64 }, (_, index) => link(index, 100 + index))
    const subnets = Object.values(allocateSubnets(links, '192.168.9.0/24', {}))
    expect(new Set(subnets).size).toBe(64)
    expect(subnets.every((subnet) => subnet.startsWith('192.168.9.'))).toBe(true)
  })

  it('take the place of a link that left the lab only when there is no other', () => {
    const old = { 'gone:1 <-> gone:2': '10.0.0.0/30' }
    expect(allocateSubnets([link(1, 2)], '10.0.0.0/29', old)).toEqual({ [link(1, 2).key]: '10.0.0.4/30' })
    const both = allocateSubnets([link(1, 2), link(3, 4)], '10.0.0.0/29', old)
    expect(Object.values(both).sort()).toEqual(['10.0.0.0/30', '10.0.0.4/30'])
  })

  it('of a lock file for another subnet are forgotten', () => {
    const locked = { [link(1, 2).key]: '192.168.0.0/30' }
    expect(inSubnet(Object.values(allocateSubnets([link(1, 2)], CIDR, locked))[0]?.split('/')[0] ?? '', CIDR)).toBe(
      true,
    )
  })

  it('that two links share in a lock file edited by hand are given to one of them', () => {
    const locked = { [link(1, 2).key]: '10.77.0.8/30', [link(3, 4).key]: '10.77.0.8/30' }
    const subnets = allocateSubnets([link(1, 2), link(3, 4)], CIDR, locked)
    expect(subnets[link(1, 2).key]).toBe('10.77.0.8/30')
    expect(subnets[link(3, 4).key]).not.toBe('10.77.0.8/30')
  })

  it('are refused when the subnet is too small, with the figures', () => {
    const links = [link(1, 2), link(3, 4), link(5, 6)]
    expect(() => allocateSubnets(links, '10.0.0.0/29', {})).toThrow(PlanError)
    expect(() => allocateSubnets(links, '10.0.0.0/29', {})).toThrow(
      'fabric.subnet: 10.0.0.0/29 has room for 2 links of four addresses each and the lab has 3; take a larger subnet',
    )
  })
})
