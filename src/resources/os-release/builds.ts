import type { Finding } from '../words.js'

/** A build as people write it: `25C56`; `25C5031i` is a beta, `25D771280a` a rapid security response. */
export const BUILD = /^(\d+)([A-Z])(\d+)([a-z]?)$/

// Betas count from 5000 and end in a small letter (25C5031i); a security response has six digits before its letter.
const BETA = /^\d+[A-Z]5\d{3}[a-z]$/

/** Whether a build is one that Apple gives to testers. */
export function isBeta(build: string): boolean {
  return BETA.test(build)
}

/** Whether build `a` was made before build `b`; every beta of a release comes before it. False for what is no build. */
export function earlier(a: string, b: string): boolean {
  const [left, right] = [orderOf(a), orderOf(b)]
  if (left === null || right === null) return false
  const at = left.findIndex((part, index) => part !== right[index])
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0)
}

function orderOf(build: string): readonly number[] | null {
  const [, major, letter = '', number, suffix = ''] = BUILD.exec(build) ?? []
  if (major === undefined) return null
  return [Number(major), letter.charCodeAt(0), isBeta(build) ? 0 : 1, Number(number), suffix.charCodeAt(0) || 0]
}

/**
 * The release that a build belongs to: 25C56 is 26.2, 26A428 is 27.0. From macOS 26 on the number is one less than that
 * of macOS, and the letters count its minor releases (24D60 was 15.3, 25D125 is 26.3, 25G72 is 26.6). null before that.
 */
export function releaseOf(build: string): string | null {
  const [, major, letter = ''] = BUILD.exec(build) ?? []
  return Number(major) >= 25 ? `${Number(major) + 1}.${letter.charCodeAt(0) - 'A'.charCodeAt(0)}` : null
}

/** Whether version `a` comes before version `b`, number by number. */
export function older(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number))
  for (let i = 0; i < Math.max(left?.length ?? 0, right?.length ?? 0); i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** The major release that a version belongs to. */
export function majorOf(version: string): string {
  return version.split('.')[0] ?? version
}

/**
 * One finding when the Macs do not run one build: RDMA between builds fails in ways that look like bad cables. Over TCP
 * it is worth a warning only.
 */
export function mixedBuilds(builds: Readonly<Record<string, string>>, over: 'RDMA' | 'TCP' = 'RDMA'): Finding[] {
  const macs = Object.keys(builds)
  const different = [...new Set(Object.values(builds))]
  if (different.length < 2) return []
  const groups = different.map((build) => `${build} on ${macs.filter((mac) => builds[mac] === build).join(', ')}`)
  return [
    {
      danger: over === 'RDMA' ? 'danger' : 'warning',
      what: `these Macs run different builds of macOS: ${groups.join('; ')}`,
      // mlx#3467, exo#1912: errno 22 when a queue pair changes state between 26.4.1 and 26.5.
      cause: 'RDMA connections between different builds were seen to fail while every port says it is active',
      remedy: 'Install the same build on all Macs of one group, and switch automatic updates off',
    },
  ]
}
