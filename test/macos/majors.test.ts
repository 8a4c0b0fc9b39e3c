import { describe, expect, test } from 'vitest'
import { CAPTURES, type Capture } from '../captures/read.js'
import { SUBJECTS } from '../fuzz/subjects.js'

/** Questions that the fabric asks of every Mac. */
const FABRIC: readonly RegExp[] = [
  /^system_profiler /,
  /^sw_vers$/,
  /^networksetup /,
  /^ifconfig$/,
  /^plutil /,
  /^rdma_ctl /,
  /^nvram /,
  /^ibv_/,
  /^ioclasscount /,
  /^route /,
  /^profiles /,
  /^sysctl kern\.boottime$/,
]

// Where the facts have no second Mac or no second macOS, and nothing may be invented. A line goes when one is captured.
const ONE: Readonly<Record<string, string>> = {
  'sysctl kern.boottime': 'one real capture (NIXAI); the format is of xnu and the same for every Mac',
  'networksetup -listnetworkserviceorder': 'whole orders of Mac Studios only (DARK, ODYSSAI)',
  'networksetup -getinfo of Thunderbolt services': 'the frame is our own script; what it frames is -getinfo',
  'networksetup -getcurrentlocation': 'text inferred (facts 2.1), the French name seen (ODYSSAI)',
  'networksetup -listlocations': 'text inferred (facts 2.1)',
  'route -n get default': 'no whole text in the facts; lines of route.c and ODYSSAI',
  ifconfig: 'TN3205 (a Mac mini on 26.2) is the only whole text; other lines by the source of ifconfig',
  'profiles status -type enrollment': 'macOS 26 only, the same in every source',
}

const captures = (asks: RegExp): Capture[] => CAPTURES.filter(({ tool }) => asks.test(tool.join(' ')))

/** Releases that a text was seen on or is written for: `26-27 (2026-09)` counts for both. */
function majors({ macos }: Capture): string[] {
  return (/^\d+(?:\.\d+)*(?:-\d+)?/.exec(macos)?.[0] ?? '').split('-').map((version) => version.split('.')[0] ?? '')
}

describe('questions of the fabric stand on two Macs and two releases of macOS', () => {
  const subjects = SUBJECTS.filter(({ question }) => FABRIC.some((name) => name.test(question.name)))

  test.each(subjects.map(({ question, asks }) => [question.name, asks] as const))('%s', (name, asks) => {
    const found = captures(asks)
    const models = new Set(found.map(({ model }) => model).filter((model) => model !== 'none'))
    const releases = new Set(found.flatMap(majors))
    // `any`: what is printed has nothing to do with the model.
    const enough = found.length >= 2 && (models.size >= 2 || models.has('any')) && releases.size >= 2
    expect(
      enough || ONE[name] !== undefined,
      `${found.length} captures, ${[...models].join()}, ${[...releases].join()}`,
    ).toBe(true)
    expect(enough && ONE[name] !== undefined, 'no exception any more').toBe(false)
  })
})
