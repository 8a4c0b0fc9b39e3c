import { describe, expect, it, test } from 'vitest'
import { earlier, isBeta, mixedBuilds, releaseOf } from '../../../src/resources/os-release/builds.js'
import { diff } from '../../../src/resources/os-release/diff.js'
import { findings } from '../../../src/resources/os-release/findings.js'
import { osRelease } from '../../../src/resources/os-release/os-release.js'
import { routeOf } from '../../../src/resources/os-release/route.js'
import type { Way } from '../../../src/resources/os-release/outputs.js'
import { declared, OLD, OFFERS, seen, TOOLS } from './cases.js'

const TAHOE = { app: 'Install macOS Tahoe.app', version: '26.2' }
const NEXT = { app: 'Install macOS 27.app', version: '27.0' }
const way = (tools: object = {}, more: Partial<Way> = {}): Way => ({
  managedBy: null,
  tools: { ...TOOLS, ...tools },
  ...more,
})
const minimum = declared({ build: undefined, minimum: '26.2' })

describe('builds', () => {
  test.each([
    ['25B78', '25C56', true],
    ['25C56', '25C56', false],
    ['25C5031i', '25C56', true],
    ['25C56', '25C5031i', false],
    ['25C5031i', '25C5037d', true],
    ['25D60', '25D771280a', true],
    ['25G72', '26A428', true],
    ['26A428', '25G72', false],
    ['nonsense', '25C56', false],
  ])('%s was made before %s: %s', (a, b, expected) => {
    expect(earlier(a, b)).toBe(expected)
  })

  test('a beta is told from a release and from a rapid security response', () => {
    expect(['25C5031i', '25C56', '25D771280a', '26A5289h'].map(isBeta)).toEqual([true, false, false, true])
  })

  test('the release that a build belongs to', () => {
    expect(['25B78', '25C56', '25D125', '25G72', '26A428'].map(releaseOf)).toEqual([
      '26.1',
      '26.2',
      '26.3',
      '26.6',
      '27.0',
    ])
    expect(releaseOf('24D60')).toBeNull()
  })

  test('mixed builds are a danger under RDMA and a warning over TCP', () => {
    const builds = { a: '25C56', b: '25D125' }
    expect(mixedBuilds(builds).map(({ danger }) => danger)).toEqual(['danger'])
    expect(mixedBuilds(builds, 'TCP').map(({ danger }) => danger)).toEqual(['warning'])
    expect(mixedBuilds({ a: '25C56', b: '25C56' }, 'TCP')).toEqual([])
  })
})

describe('the way of a Mac to another macOS', () => {
  it('is the label with the pinned build, whatever stands beside it', () => {
    expect(routeOf(declared(), OLD, way())).toMatchObject({ driver: 'softwareupdate', label: 'macOS Tahoe 26.2-25C56' })
  })

  it('for a minimum is the same major release, never the next', () => {
    expect(routeOf(minimum, OLD, way())).toMatchObject({ driver: 'softwareupdate', label: 'macOS Tahoe 26.2-25C56' })
    const only = routeOf(minimum, OLD, way({ offers: OFFERS.slice(0, 1) }))
    expect(only).toMatchObject({
      driver: 'none',
      why: expect.stringMatching(
        /26\.2 is not offered.*macOS 27-26A428.*a major upgrade is not taken for a minor one/,
      ) as string,
    })
  })

  it('is a major upgrade where exactly that build is pinned', () => {
    const route = routeOf(declared({ build: '26A428' }), OLD, way())
    expect(route).toMatchObject({ driver: 'softwareupdate', label: 'macOS 27-26A428' })
  })

  it('is an installer of that release where Apple offers nothing, and never one of another', () => {
    expect(routeOf(declared(), OLD, way({ offers: [], installers: [NEXT, TAHOE] }))).toMatchObject({
      driver: 'startosinstall',
      app: 'Install macOS Tahoe.app',
    })
    expect(routeOf(declared(), OLD, way({ offers: [], installers: [NEXT] }))).toMatchObject({ driver: 'none' })
    expect(routeOf(declared({ driver: 'startosinstall' }), OLD, way({ installers: [TAHOE] }))).toMatchObject({
      driver: 'startosinstall',
    })
  })

  it('is the MDM server wherever there is one: two who install macOS fight', () => {
    for (const driver of ['auto', 'mdm', 'softwareupdate', 'startosinstall']) {
      expect(routeOf(declared({ driver }), OLD, way({}, { managedBy: 'mdm.example.com' }))).toMatchObject({
        driver: 'mdm',
      })
    }
    expect(routeOf(declared({ driver: 'mdm' }), OLD, way())).toMatchObject({ driver: 'none' })
  })

  it('is a person where no volume owner is declared', () => {
    expect(routeOf(declared({ volumeOwner: undefined }), OLD, way())).toMatchObject({ driver: 'manual' })
    expect(routeOf(declared({ driver: 'manual' }), OLD, way())).toMatchObject({ driver: 'manual' })
    const asked = routeOf(declared({ volumeOwner: undefined, driver: 'softwareupdate' }), OLD, way())
    expect(asked).toMatchObject({ driver: 'none', next: 'Declare `volumeOwner` under `os:`' })
  })

  it('is not known while what it hangs on could not be read', () => {
    const dark = { unknown: 'the line broke' }
    expect(routeOf(declared(), OLD, way({}, { managedBy: dark }))).toBeNull()
    expect(routeOf(declared(), OLD, way({ offers: dark }))).toBeNull()
    const observed = seen({ offers: dark })
    expect(diff(declared(), observed)).toEqual([])
    expect(osRelease.doubts?.(declared(), observed)).toEqual(['way.tools.offers: the line broke'])
    const vault = seen({}, { fileVault: { unknown: 'an odd line' } })
    expect(osRelease.doubts?.(declared(), vault)).toEqual(['fileVault: an odd line'])
    expect(osRelease.doubts?.(declared(), { ...vault, way: null })).toEqual([])
  })
})

describe('what the preview shows', () => {
  it('nothing for a Mac that runs it, whoever else waits', () => {
    const after = [{ state: 'waiting' as const, reason: 'x', generation: '' }]
    expect(
      diff(declared({ after, wave: 2 }), seen({}, { macos: { version: '26.2', build: '25C56' }, way: null })),
    ).toEqual([])
    expect(diff(minimum, seen({}, { macos: { version: '26.6', build: '25G72' }, way: null }))).toEqual([])
  })

  it('the wave and the driver of one that restarts', () => {
    const after = [{ state: 'ready' as const, reason: '', generation: '1' }]
    expect(diff(declared({ after, wave: 2 }), seen())).toMatchObject([
      { risk: 'reboots', what: expect.stringContaining('by softwareupdate, wave 2: Apple offers it') as string },
    ])
  })

  it('a beta is pinned like any build, and marked', () => {
    const [finding] = findings(declared({ build: '25C5031i' }), seen())
    expect(finding).toMatchObject({ danger: 'warning', what: '25C5031i is a beta of macOS, and it is pinned' })
  })
})
