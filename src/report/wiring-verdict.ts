import type { WiringVerdict } from '../planner/wiring.js'

const SHAPES: Readonly<Record<WiringVerdict['shape'], string>> = {
  single: 'one Mac by itself',
  mesh: 'a mesh: every two are cabled',
  ring: 'a ring: the cables lead through all of them and back',
  chain: 'a chain: the cables lead through all of them, and not back',
  star: 'a star: all are cabled to one in the middle',
  branches: 'branches: they hang together, and no line leads through all of them',
  islands: 'islands: the cables leave some of them apart',
}

/** What a wiring is, and what it allows, one line each with its reason. */
export function verdictText(verdict: WiringVerdict, title = 'Wiring'): string {
  const width = Math.max(...answersOf(verdict).map(({ what }) => what.length))
  const answers = answersOf(verdict).map(
    ({ what, can, why }) => `  ${what.padEnd(width)}  ${can ? 'yes' : 'no '}  ${why}`,
  )
  return [`${title} of ${heading(verdict)}`, ...answers].join('\n')
}

/** `4 Macs: a mesh: every two are cabled`, with what is doubled. */
export function heading({ macs, shape, doubled }: WiringVerdict): string {
  const twice = doubled.map(({ macs: [a, b], cables }) => `${cables} cables between ${a} and ${b}`)
  return [`${macs.length} Macs: ${SHAPES[shape]}`, ...twice].join('; ')
}

/** What each answer is about, in the words of MLX, with the answer. */
export function answersOf({ allows, pools }: WiringVerdict): { what: string; can: boolean; why: string }[] {
  const groups = pools.map(({ macs, backend }) => `${macs.join(' + ')} over ${backend ?? 'nothing'}`)
  const replicas = {
    ...allows.pools,
    why: groups.length === 0 ? allows.pools.why : `${allows.pools.why} (${groups.join('; ')})`,
  }
  return [
    { what: 'jaccl (RDMA mesh)', ...allows.jaccl },
    { what: 'jaccl-ring (RDMA ring)', ...allows.jacclRing },
    { what: 'ring (TCP)', ...allows.ring },
    { what: 'pipeline', ...allows.pipeline },
    { what: 'replica pools', ...replicas },
  ]
}

/** How large such a wiring could be, with the reasons. */
export function limitLines({ limits }: WiringVerdict): string[] {
  const [all, cautious] = limits.mesh
  if (all === undefined) return ['limit: not computed, the model of a Mac is not declared or not known here']
  const words = (limit: typeof all) => `${limit.macs} Macs with ${limit.cables} cables, because ${limit.why}`
  const second = cautious === undefined ? '' : `; or ${words(cautious)}`
  return [
    all.macs < 2 ? `limit: no mesh, because ${all.why}` : `limit: a mesh of ${words(all)}${second}`,
    `limit: ${limits.ranks}; ${limits.ring}`,
  ]
}
