import { keeps, listOf, oneLess, type Case, type Family } from './case.js'
import type { Random } from './random.js'
import type { Specimen } from './specimen.js'

type Node = Record<string, unknown> | unknown[]

const WRONG_TYPES = [0, 1, -1, 1e308, true, false, null, '', 'x', '\uD800', [], {}, [null, {}], { a: [1] }, '0x2']

/** Changes a report as JSON: what remains is always JSON, so it is the parser that must look. */
export function jsonCase({ subject, specimens }: Family, specimen: Specimen, random: Random): Case | null {
  if (!specimen.json || !('value' in specimen.answer)) return null
  const report = JSON.parse(specimen.reply.stdout) as Node
  const stays = keeps(subject, specimen.presence)
  const make = (kind: string, wrong: Case['wrong'], value: unknown = report): Case => {
    const stdout = JSON.stringify(value)
    return { kind, from: specimen.name, reply: { ...specimen.reply, stdout }, wrong }
  }
  const node = random.pick(nodesOf(report))
  const dice = random.at(8)
  if (dice === 0) return make('keys in another order', same(specimen), reordered(report))
  if (dice === 1) return make('a list in another order', stays, listsTurned(report))
  if (dice === 2) return make('a part of another capture', () => null, transplanted(report, specimens, random))
  if (Array.isArray(node)) {
    if (dice < 6) return make('an element left out', shortened(report, node, specimen, random))
    return make('an element twice', stays, doubled(report, node, random))
  }
  const key = pickKey(node, random)
  if (key === null) return null
  if (dice === 3) return make('unknown key', same(specimen), grown(report, node, random))
  if (dice === 4) return make('key renamed', stays, renamed(report, node, key))
  if (dice < 7) return make('wrong type', stays, retyped(report, node, key, random))
  delete node[key]
  return make('key left out', subject.mayLackKeys?.includes(key) === true ? () => null : stays)
}

/** To read it as before. */
function same({ answer }: Specimen): Case['wrong'] {
  const before = 'value' in answer ? JSON.stringify(answer.value) : ''
  return (value) => (JSON.stringify(value) === before ? null : 'the answer changed')
}

/** An element of the report itself is one item of the answer; what hangs on one (a device, a service) may be missing. */
function shortened(report: Node, list: unknown[], specimen: Specimen, random: Random): Case['wrong'] {
  list.splice(random.at(list.length), 1)
  const before = 'value' in specimen.answer ? listOf(specimen.answer.value) : null
  const whole = Object.values(report).includes(list) && before?.length === list.length + 1
  return whole ? oneLess(before) : () => null
}

function nodesOf(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return []
  return [value as Node, ...Object.values(value).flatMap(nodesOf)]
}

function pickKey(node: Record<string, unknown>, random: Random): string | null {
  const keys = Object.keys(node)
  return keys.length === 0 ? null : random.pick(keys)
}

function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [key, reordered(item)] as const)
  return Object.fromEntries(entries.reverse())
}

function listsTurned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(listsTurned).reverse()
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, listsTurned(item)]))
}

function transplanted(report: Node, specimens: readonly Specimen[], random: Random): unknown {
  const others = specimens.filter(({ json }) => json)
  const donor = random.pick(nodesOf(JSON.parse(random.pick(others).reply.stdout)))
  const host = random.pick(nodesOf(report))
  if (Array.isArray(host)) host.splice(random.at(host.length + 1), random.at(2), donor)
  else host[pickKey(host, random) ?? 'x'] = donor
  return report
}

function doubled(report: Node, list: unknown[], random: Random): Node {
  if (list.length > 0) list.push(random.pick(list))
  return report
}

function grown(report: Node, node: Record<string, unknown>, random: Random): Node {
  node[`new_in_macos_${28 + random.at(3)}_key`] = random.pick(WRONG_TYPES)
  return report
}

function renamed(report: Node, node: Record<string, unknown>, key: string): Node {
  node[key.replace(/_key$|.$/, '_kez')] = node[key]
  delete node[key]
  return report
}

function retyped(report: Node, node: Record<string, unknown>, key: string, random: Random): Node {
  // Another number would be another value of the right type.
  const wrong = random.pick(WRONG_TYPES)
  node[key] = typeof wrong === typeof node[key] ? null : wrong
  return report
}
