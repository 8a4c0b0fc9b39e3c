import type { Reply } from '../../src/command/question.js'
import { keeps, listOf, oneLess, type Case, type Family } from './case.js'
import { DAMAGES, SMALL } from './damage.js'
import { jsonCase } from './json-cases.js'
import { isAbsence } from './presence.js'
import type { Random } from './random.js'
import { soup } from './soup.js'
import { saysNone, type Specimen } from './specimen.js'
import { outcome, presenceOf, type Range, type Subject } from './subject.js'

type Maker = (family: Family, specimen: Specimen, random: Random) => Case | null

/** One case out of all kinds: mostly damage, since that is what the field is full of. */
export function makeCase(family: Family, random: Random): Case {
  const specimen = random.pick(family.specimens)
  const dice = random.at(100)
  const maker = MAKERS.find(([below]) => dice < below)?.[1] ?? soup
  const made = maker(family, specimen, random) ?? damaged(family, specimen, random)
  const wrong: Case['wrong'] = (value, reply) =>
    isAbsence(value) && saysNone(family.specimens, reply)
      ? null
      : (made.wrong(value, reply) ?? noneAtAll(specimen, value))
  return { ...made, wrong }
}

const MAKERS: readonly (readonly [number, Maker])[] = [
  [40, damaged],
  [52, omitted],
  [58, omittedAndDamaged],
  [66, dropped],
  [76, cut],
  [90, jsonCase],
  [100, soup],
]

/** "There is none" may be said only of a text that said so before it was mutated. */
function noneAtAll({ answer }: Specimen, value: unknown): string | null {
  if (!isAbsence(value) || ('value' in answer && isAbsence(answer.value))) return null
  return 'nothing at all, out of a text that does not say so'
}

function damaged({ subject }: Family, specimen: Specimen, random: Random): Case {
  let { stdout, stderr } = specimen.reply
  for (const damages of random.at(2) === 0 ? [DAMAGES] : [DAMAGES, SMALL]) {
    if (stdout !== '') stdout = random.pick(damages)(stdout, random)
    if (stderr !== '') stderr = random.pick(damages)(stderr, random)
  }
  const reply = { ...specimen.reply, stdout, stderr }
  const joined = subject.freeText === true && stdout.split('\n').length < specimen.lines.length
  const wrong = joined ? () => null : keeps(subject, specimen.presence)
  return { kind: 'damage', from: specimen.name, reply, wrong }
}

/**
 * Whole lines go. Only what such a line says may be missing, and only where macOS too leaves that line out. Of the others
 * one goes: without several, a text may be that of another Mac.
 */
function omitted({ subject }: Family, specimen: Specimen, random: Random): Case | null {
  const gone = new Set(Array.from({ length: 1 + random.at(3) }, () => random.at(specimen.lines.length)))
  // With an item's only line goes the item: that is for `dropped`.
  if (specimen.items.some((range) => isGone(range, specimen.lines, gone))) return null
  const free = new Set([...gone].filter((at) => mayGo(subject, specimen.lines[at] ?? '')))
  const reply = without(specimen, gone)
  if (free.size !== gone.size - 1) return { kind: 'omission', from: specimen.name, reply, wrong: () => null }
  // Measured by what is left when only the lines go that may.
  const rest = free.size === 0 ? specimen.answer : outcome(subject.question, without(specimen, free))
  const wrong = 'value' in rest ? keeps(subject, presenceOf(subject, rest.value)) : () => null
  return { kind: 'omission', from: specimen.name, reply, wrong }
}

function mayGo({ mayLack, mayLackKeys }: Subject, line: string): boolean {
  const key = /^\s*"(\w+)"\s*:\s*[^[{]/.exec(line)?.[1]
  if (key !== undefined) return mayLackKeys?.includes(key) === true
  return line.trim() === '' || mayLack?.test(line) === true
}

function isGone([start, end]: Range, lines: readonly string[], gone: ReadonlySet<number>): boolean {
  return lines.slice(start, end).every((line, at) => line.trim() === '' || gone.has(start + at))
}

function without({ lines, reply }: Specimen, gone: ReadonlySet<number>): Reply {
  return { ...reply, stdout: lines.filter((_, at) => !gone.has(at)).join('\n') }
}

/** Lines that macOS may leave out go, and others are damaged: of these nothing may be missing. */
function omittedAndDamaged({ subject }: Family, specimen: Specimen, random: Random): Case | null {
  const gone = random.at(specimen.lines.length)
  if (!mayGo(subject, specimen.lines[gone] ?? '')) return null
  const rest = without(specimen, new Set([gone]))
  const answer = outcome(subject.question, rest)
  if (!('value' in answer)) return null
  const reply = { ...rest, stdout: random.pick(DAMAGES)(rest.stdout, random) }
  const wrong = keeps(subject, presenceOf(subject, answer.value))
  return { kind: 'omission and damage', from: specimen.name, reply, wrong }
}

/** A whole item goes: exactly that one is missing from the answer. */
function dropped(_: Family, specimen: Specimen, random: Random): Case | null {
  const values = itemsOf(specimen)
  if (values === null || specimen.items.length < 2) return null
  const [start, end] = random.pick(specimen.items)
  const stdout = specimen.lines.filter((_line, at) => at < start || at >= end).join('\n')
  return { kind: 'drop', from: specimen.name, reply: { ...specimen.reply, stdout }, wrong: oneLess(values) }
}

/** The text ends early. Between two items of a list without end mark nobody can tell; anywhere else it must be refused. */
function cut({ subject }: Family, specimen: Specimen, random: Random): Case | null {
  const { stdout } = specimen.reply
  if (!('value' in specimen.answer) || stdout === '') return null
  const end = random.at(stdout.length)
  const whole = stdout.slice(0, end).split('\n').length - 1
  const reply = { ...specimen.reply, stdout: stdout.slice(0, end) }
  const same = JSON.stringify(specimen.answer.value, plain)
  const between = subject.openEnd === true && (end === 0 || stdout[end - 1] === '\n')
  const wrong = (value: unknown) => {
    if (JSON.stringify(value, plain) === same) return null
    return between ? shorter(subject, specimen, whole, value) : 'a text that was cut off gave another answer'
  }
  return { kind: 'cut', from: specimen.name, reply, wrong }
}

// Whole items may be missing behind the cut; the one that is cut must not lack a line that it always has.
function shorter(subject: Subject, specimen: Specimen, at: number, value: unknown): string | null {
  const all = itemsOf(specimen)
  const left = listOf(value)
  if (all === null || left === null) return null
  const open = specimen.items.find(([start, end]) => start < at && at < end)
  const missing = open === undefined ? [] : specimen.lines.slice(at, open[1])
  if (!missing.every((line) => mayGo(subject, line))) return 'an item that was cut off is read as a whole one'
  const begun = specimen.items.filter(([start]) => start < at).length
  return left.length === begun ? null : `${begun} items before the cut, ${left.length} in the answer`
}

function itemsOf({ answer, items }: Specimen): readonly unknown[] | null {
  const list = 'value' in answer ? listOf(answer.value) : null
  return list !== null && list.length === items.length ? list : null
}

function plain(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...value.entries()] : value
}
