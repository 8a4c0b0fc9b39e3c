/** What goes wrong, and when: `at` counts what the controller tells the Mac, or changes that the Mac's tools make. */
export interface Scenario {
  readonly seed: number
  readonly work: 'up' | 'destroy'
  readonly trouble: Trouble
  readonly at: number
}

export const TROUBLES = [
  'killed before',
  'killed during',
  'killed after',
  'session dropped',
  'port closed',
  'route lost',
  'restart',
  'second controller',
] as const
export type Trouble = (typeof TROUBLES)[number]

/** Tells of a whole run, and changes of its tools; more than there are means that nothing goes wrong. */
const TELLS = 12
const CHANGES = 18

/** The scenario of a seed, the same in every run: troubles in turn, each at every place in turn. */
export function scenarioOf(seed: number): Scenario {
  const trouble = TROUBLES[seed % TROUBLES.length] ?? 'route lost'
  const turn = Math.floor(seed / TROUBLES.length)
  const work = turn % 3 === 2 ? 'destroy' : 'up'
  const places = trouble.startsWith('killed') || trouble === 'second controller' ? TELLS : CHANGES
  // A step that shares no factor with the number of places comes to all of them.
  return { seed, work, trouble, at: 1 + ((turn * 7 + seed) % places) }
}

export function inWords({ seed, work, trouble, at }: Scenario): string {
  return `${seed}: ${work}, ${trouble} at ${at}`
}
