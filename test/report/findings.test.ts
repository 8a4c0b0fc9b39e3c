import { describe, expect, it } from 'vitest'
import { bridgeLoop, type BridgedCable } from '../../src/report/bridge-loop.js'
import { byDanger, findingsText } from '../../src/report/findings.js'
import { mixedBuilds } from '../../src/resources/os-release/builds.js'
import type { Finding } from '../../src/resources/words.js'

const finding = (danger: Finding['danger'], what: string): Finding => ({ danger, what, cause: 'c', remedy: 'r' })

describe('findings', () => {
  it('come in order of danger, each once, otherwise as they were', () => {
    const found = [finding('note', 'a'), finding('danger', 'b'), finding('warning', 'c'), finding('danger', 'd')]
    expect(byDanger([...found, finding('danger', 'b')]).map(({ what }) => what)).toEqual(['b', 'd', 'c', 'a'])
  })

  it('say where, what, why and what to do', () => {
    expect(findingsText([{ ...finding('warning', 'it sleeps'), mac: 'a' }])).toBe(
      '[warning] a: it sleeps\n    because c\n    remedy: r',
    )
  })

  it('are nothing when nothing is wrong', () => {
    expect(findingsText([])).toBe('')
  })
})

describe('mixed builds', () => {
  it('are no finding where all Macs run one build, or none is known', () => {
    expect(mixedBuilds({ a: '25G72', b: '25G72' })).toEqual([])
    expect(mixedBuilds({})).toEqual([])
  })

  it('name each build with its Macs', () => {
    const [found] = mixedBuilds({ a: '25G72', b: '25F71', c: '25G72' })
    expect(found).toMatchObject({
      danger: 'danger',
      what: expect.stringContaining('25G72 on a, c; 25F71 on b') as string,
    })
  })
})

describe('a loop of Thunderbolt bridges', () => {
  const cable = (a: string, b: string, n = 1): BridgedCable => [
    { mac: a, receptacle: n },
    { mac: b, receptacle: n },
  ]
  it.each([
    ['no cable', []],
    ['one cable', [cable('a', 'b')]],
    ['a chain', [cable('a', 'b'), cable('b', 'c'), cable('c', 'd')]],
    ['two pairs', [cable('a', 'b'), cable('c', 'd')]],
  ])('is not there with %s', (_what, cables) => {
    expect(bridgeLoop(cables)).toEqual([])
  })

  it.each([
    ['three Macs in a ring', [cable('a', 'b'), cable('b', 'c'), cable('c', 'a', 2)], 'c:2 <-> a:2'],
    ['two cables between two Macs', [cable('a', 'b'), cable('a', 'b', 2)], 'a:2 <-> b:2'],
    ['a cable from a Mac to itself', [cable('a', 'a')], 'a:1 <-> a:1'],
  ])('is a danger with %s, and the cable to pull is named', (_what, cables, closing) => {
    const [found] = bridgeLoop(cables)
    expect(found?.danger).toBe('danger')
    expect(found?.what).toContain(closing)
  })
})
