import { createHash } from 'node:crypto'
import type { Recording } from '../replay.js'
import { redactAddresses } from './addresses.js'
import { redactHardware } from './hardware.js'
import { namesIn, redactNames, type Name } from './names.js'
import { scrambler } from './scramble.js'
import { redactKeys, redactSecrets } from './secrets.js'

/** What a recording is made of before it may leave, and what of it must stay. */
export interface Redactable {
  /** Random, used once and thrown away: nobody goes back from a stand-in without it. */
  readonly key: string
  readonly recordings: readonly Recording[]
  /** Names that no tool prints as such: login names and addresses of the lab file. */
  readonly names: readonly Name[]
  /** What stood in front of the paths of each Mac; taken off. */
  readonly prefixes: readonly string[]
  /** Words that the lab declares: they stay, or the recording fits no lab. */
  readonly keep: readonly string[]
  readonly keepAddress: (address: string) => boolean
}

/** The same identifier becomes the same stand-in of the same shape in every text; secrets are taken out. */
export type Redaction = (text: string) => string

const UUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi

export function redactionOf(from: Redactable): Redaction {
  const scramble = scrambler(from.key)
  const names = redactNames(scramble, [...from.names, ...namesIn(from.recordings)], new Set(from.keep))
  const uuids = from.recordings.flatMap(({ reply }) => reply.stdout.match(UUIDS) ?? [])
  const rules = { keep: from.keepAddress, uuids: new Set(uuids.map((uuid) => uuid.replaceAll('-', '').toLowerCase())) }
  const prefixes = [...new Set(from.prefixes)].filter((prefix) => prefix !== '').sort((a, b) => b.length - a.length)
  return (raw) => {
    const bare = prefixes.reduce((text, prefix) => text.replaceAll(prefix, ''), raw)
    const named = names(redactKeys(scramble, redactSecrets(bare)))
    return redactAddresses(scramble, redactHardware(scramble, named), rules)
  }
}

/** SHA-256 sums of texts that hold an identifier become those of the texts that hold its stand-in. */
export function withSums(redact: Redaction, texts: readonly (readonly [raw: string, standIn: string])[]): Redaction {
  const sum = (text: string) => createHash('sha256').update(text).digest('hex')
  const sums = new Map(texts.map(([raw, standIn]) => [sum(raw), sum(standIn)]))
  return (text) => redact(text).replace(/\b[0-9a-f]{64}\b/g, (found) => sums.get(found) ?? found)
}
