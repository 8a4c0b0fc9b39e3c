import { commandKey } from '../argv.js'
import type { Recording } from '../replay.js'
import { hex, tag, type Scramble } from './scramble.js'

/** What names a person, a Mac or a network: the stand-in of one is of the same sort. */
export type Sort = 'user' | 'computer' | 'host' | 'serial' | 'wifi' | 'service'

/** A name as it stands in what Macs printed. */
export interface Name {
  readonly sort: Sort
  readonly text: string
}

/** Every name that these recordings tell of their Mac: what a tool prints as its answer, and what stands under a key. */
export function namesIn(recordings: readonly Recording[]): Name[] {
  return recordings.flatMap(({ argv, reply: { stdout } }) => [...answered(argv, stdout), ...mentioned(stdout)])
}

/** Commands whose whole answer is a name. */
const ANSWERS: Readonly<Record<string, Sort>> = {
  [commandKey(['id', '-un'])]: 'user',
  [commandKey(['whoami'])]: 'user',
  [commandKey(['scutil', '--get', 'ComputerName'])]: 'computer',
  [commandKey(['scutil', '--get', 'LocalHostName'])]: 'host',
  [commandKey(['scutil', '--get', 'HostName'])]: 'host',
  [commandKey(['hostname'])]: 'host',
  [commandKey(['uname', '-n'])]: 'host',
}

function answered(argv: readonly string[], stdout: string): Name[] {
  const sort = ANSWERS[commandKey(argv)]
  const text = stdout.trim()
  if (sort === undefined || text === '' || text.includes('\n')) return []
  // "Anna’s Mac Studio" names Anna too.
  const owner = sort === 'computer' ? /^(.+?)[’']s /.exec(text)?.[1] : undefined
  return [{ sort, text }, ...(owner === undefined ? [] : [{ sort: 'user' as const, text: owner }])]
}

/** Places where a name stands wherever it is printed. */
const PLACES: readonly (readonly [Sort, RegExp])[] = [
  ['serial', /"(?:\w*serial\w*|\w*UDID)"\s*[:=]\s*"([^"]+)"/gi],
  ['serial', /"IOPlatformSerialNumber" = "([^"]+)"/g],
  ['serial', /^\s*(?:Serial Number[^:\n]*|Provisioning UDID): (\S+)$/gm],
  ['user', /(?:\/Users|\/home)\/(?!Shared\b)([^/\s"'<>:]+)/g],
  ['user', /<key>UserName<\/key>\s*<string>([^<]+)</g],
  ['computer', /^found\/settings\.computerName:(.+)$/gm],
  ['wifi', /^(?:Current Wi-Fi Network:|\s*SSID :|\s*SSID:) (.+)$/gm],
  ['wifi', /"spairport_current_network_information"\s*:\s*\{\s*"_name"\s*:\s*"([^"]+)"/g],
  ['host', /(?<![\w.-])([A-Za-z0-9][\w-]*)\.local(?![\w.-]*\w)/g],
]

function mentioned(stdout: string): Name[] {
  const placed = PLACES.flatMap(([sort, place]) => [...stdout.matchAll(place)].map(([, text = '']) => ({ sort, text })))
  return [...placed, ...wifiList(stdout), ...services(stdout)]
}

function wifiList(stdout: string): Name[] {
  const [head = '', ...lines] = stdout.split('\n')
  if (!head.startsWith('Preferred networks on ')) return []
  return lines.flatMap((line) => (line.trim() === '' ? [] : [{ sort: 'wifi' as const, text: line.trim() }]))
}

// Somebody's own name for a service that is neither on Thunderbolt nor a bridge: a VPN, a phone.
function services(stdout: string): Name[] {
  const rows = stdout.matchAll(/^\((?:\d+|\*)\) (.+)\n\(Hardware Port: (.*), Device: (.*)\)$/gm)
  return [...rows].flatMap(([, text = '', port = '', device = '']) => {
    const plain = text === port || port.startsWith('Thunderbolt') || device.startsWith('bridge')
    return plain || /^[\w .-]*(?:Ethernet|LAN|Wi-Fi)[\w .-]*$/.test(text) ? [] : [{ sort: 'service' as const, text }]
  })
}

// What every Mac prints: replacing it would say nothing and break what is read.
const COMMON =
  /^(?:Mac|Mac Studio|Mac mini|Mac Pro|MacBook Pro|MacBook Air|MacBook|iMac|root|daemon|nobody|system|localhost|Not Available|not set|.{0,1})$/i

/** Puts stand-ins in place of names, wherever they stand as a whole word. What is to be kept stays. */
export function redactNames(
  scramble: Scramble,
  names: readonly Name[],
  keep: ReadonlySet<string>,
): (text: string) => string {
  const meant = names.filter(({ text }) => !COMMON.test(text) && !keep.has(text))
  const standIns = new Map(meant.flatMap((name) => forms(name.text).map((form) => [form, standIn(scramble, name)])))
  const longestFirst = [...standIns.keys()].sort((a, b) => b.length - a.length)
  if (longestFirst.length === 0) return (text) => text
  const anyOf = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${longestFirst.map(escaped).join('|')})(?![\\p{L}\\p{N}_])`, 'gu')
  return (text) => text.replace(anyOf, (found) => standIns.get(found) ?? found)
}

/** As it is, and as JSON writes it with everything but ASCII escaped. */
function forms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1)
  const ascii = json.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [...new Set([text, json, ascii])]
}

function standIn(scramble: Scramble, { sort, text }: Name): string {
  switch (sort) {
    case 'serial':
      return sameShape(scramble, text)
    case 'computer':
      return `Mac ${tag(scramble, sort, text)}`
    case 'host':
      return `host-${tag(scramble, sort, text)}${text.includes('.') ? (/\.[^.]*$/.exec(text)?.[0] ?? '') : ''}`
    default:
      return `${sort}-${tag(scramble, sort, text)}`
  }
}

/** Capitals for capitals, digits for digits, and everything else as it is. */
function sameShape(scramble: Scramble, text: string): string {
  const digits = BigInt(`0x${hex(scramble('serial', text, 32))}`)
  let rest = digits
  const next = (size: bigint) => {
    const value = Number(rest % size)
    rest /= size
    return value
  }
  return text.replace(/[A-Za-z0-9]/g, (letter) => {
    if (/\d/.test(letter)) return String(next(10n))
    return String.fromCharCode((letter === letter.toUpperCase() ? 65 : 97) + next(26n))
  })
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
