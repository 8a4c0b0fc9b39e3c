import type { Finding } from '../resources/words.js'

/** One finding when the Macs do not run one build: RDMA between builds fails in ways that look like bad cables. */
export function mixedBuilds(builds: Readonly<Record<string, string>>): Finding[] {
  const macs = Object.keys(builds)
  const different = [...new Set(Object.values(builds))]
  if (different.length < 2) return []
  const groups = different.map((build) => `${build} on ${macs.filter((mac) => builds[mac] === build).join(', ')}`)
  return [
    {
      danger: 'danger',
      what: `these Macs run different builds of macOS: ${groups.join('; ')}`,
      // mlx#3467, exo#1912: errno 22 when a queue pair changes state between 26.4.1 and 26.5.
      cause: 'RDMA connections between different builds were seen to fail while every port says it is active',
      remedy: 'Install the same build on all Macs of one group, and switch automatic updates off',
    },
  ]
}
