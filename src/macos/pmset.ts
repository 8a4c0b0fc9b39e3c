import { asRoot, run, type Command } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { said, wholeLines } from './reply.js'

const TOOL = 'pmset'

export type PowerSource = 'AC Power' | 'Battery Power' | 'UPS Power'
export type PowerValues = Readonly<Record<string, string>>

/** Stored settings per source. Desktops have no battery; a key this model does not know is missing. */
export interface PowerSettings {
  readonly 'AC Power': PowerValues
  readonly 'Battery Power'?: PowerValues
  readonly 'UPS Power'?: PowerValues
}

const FLAGS: Readonly<Record<PowerSource, string>> = { 'AC Power': '-c', 'Battery Power': '-b', 'UPS Power': '-u' }

/** The stored values. Plain `pmset -g` mixes in what running programs prevent, so it is no base for drift. */
export const powerSettings: Question<PowerSettings> = {
  name: 'pmset -g custom',
  command: run('pmset', '-g', 'custom'),
  read: (reply) => {
    const sources = new Map<PowerSource, Record<string, string>>()
    let current: Record<string, string> | null = null
    for (const line of wholeLines(TOOL, said(TOOL, reply)).filter((candidate) => candidate !== '')) {
      const source = line.endsWith(':') ? line.slice(0, -1) : null
      if (source !== null) sources.set(newSource(source, sources), (current = {}))
      else if (current === null) throw new Unreadable(TOOL, 'a power source', line)
      else addSetting(current, line)
    }
    const mains = sources.get('AC Power')
    if (mains === undefined) throw new Unreadable(TOOL, 'settings for AC Power', reply.stdout)
    return { ...Object.fromEntries(sources), 'AC Power': mains }
  },
}

function newSource(name: string, known: ReadonlyMap<string, unknown>): PowerSource {
  if (known.has(name)) throw new Unreadable(TOOL, 'each power source once', name)
  return readSource(name)
}

/** Whether sleep is switched off altogether, closed lid included. Where nobody ever did it no line says so (correction 10). */
export const sleepDisabled: Question<boolean> = {
  name: 'pmset -g',
  command: run('pmset', '-g'),
  read: (reply) => {
    const [first = '', ...rest] = wholeLines(TOOL, said(TOOL, reply))
    const end = rest.indexOf('Currently in use:')
    if (first !== 'System-wide power settings:' || end < 0) throw new Unreadable(TOOL, 'its two blocks', first)
    const values = new Map(rest.slice(0, end).map(readSystemWide))
    if (values.size < end) throw new Unreadable(TOOL, 'each setting once', rest.slice(0, end).join('\n'))
    return values.get('SleepDisabled') === true
  },
}

// The system-wide settings of Apple's pmset.c. Another line may be a mangled one: it is refused, never passed over.
function readSystemWide(line: string): [string, boolean] {
  const [, key, value] = /^ (SleepDisabled|DestroyFVKeyOnStandby)\t+([01])$/.exec(line) ?? []
  if (key === undefined) throw new Unreadable(TOOL, 'a system-wide setting, 0 or 1', line)
  return [key, value === '1']
}

function readSource(name: string): PowerSource {
  if (name === 'AC Power' || name === 'Battery Power' || name === 'UPS Power') return name
  throw new Unreadable(TOOL, 'a power source', name)
}

// A key may hold spaces ("Sleep On Power Button 1"), and a remark may follow the value ("0 (sleep prevented by …)").
function addSetting(settings: Record<string, string>, line: string): void {
  const match = /^ ([A-Za-z]+(?: [A-Za-z]+){0,5}) +(\S+)(?: +\(.*\))?$/.exec(line)
  const key = match?.[1] ?? ''
  if (match === null || Object.hasOwn(settings, key)) throw new Unreadable(TOOL, 'a setting and its value', line)
  settings[key] = match[2] ?? ''
}

/** Sets several keys at once, for every power source or for one. macOS ignores keys that the model does not have. */
export function setPower(settings: Readonly<Record<string, string | number>>, source?: PowerSource): Command {
  const words = Object.entries(settings).flatMap(([key, value]) => [key, String(value)])
  return asRoot('pmset', source === undefined ? '-a' : FLAGS[source], ...words)
}

/** What a Mac runs on at this moment. Desktops have no battery of their own; a UPS is not one. */
export interface PowerNow {
  readonly source: PowerSource
  readonly battery: Battery | null
}

const CHARGES = ['discharging', 'charging', 'finishing charge', 'charged', 'AC attached; not charging'] as const

export interface Battery {
  /** Of what it holds when full, 0 to 100. */
  readonly percent: number
  readonly state: (typeof CHARGES)[number]
}

/** Mains or battery, now. For laptops, and only when it matters: it is not part of the look at every Mac. */
export const powerSource: Question<PowerNow> = {
  name: 'pmset -g batt',
  command: run('pmset', '-g', 'batt'),
  read: (reply) => {
    const lines = wholeLines(TOOL, said(TOOL, reply)).filter((line) => !ASIDE.test(line))
    const [first = '', ...batteries] = lines
    const source = readSource(/^Now drawing from '(.*)'$/.exec(first)?.[1] ?? first)
    if (batteries.length > 1) throw new Unreadable(TOOL, 'one battery', batteries.join('\n'))
    return { source, battery: batteries[0] === undefined ? null : readBattery(batteries[0]) }
  },
}

// What may stand around it, by Apple's pmset.c: polling stopped by hand, failures, low battery, who holds back charging.
const ASIDE = /^$|^\* Battery Polling is Stopped|^\t(failure|Detailed failures|Battery Warning|'\w+'):/

// ` -InternalBattery-0 (id=4653155)\t85%; discharging; 4:10 remaining present: true`. What follows the state varies.
const BATTERY = new RegExp(String.raw`^ -\S+ \(id=\d+\)\s+(\d{1,3})%; (${CHARGES.join('|')})(?:[ ;].*)?$`)

function readBattery(line: string): Battery {
  const [, percent, found] = BATTERY.exec(line) ?? []
  const state = CHARGES.find((known) => known === found)
  if (state === undefined || Number(percent) > 100) throw new Unreadable(TOOL, 'a battery and its charge', line)
  return { percent: Number(percent), state }
}
