import { resolve } from 'node:path'
import { replaying, type RecordedMac } from '../bundle/replay.js'
import { MacTrouble } from '../command/errors.js'
import type { Reader, Writer } from '../command/mac.js'
import type { Question } from '../command/question.js'
import type { Connection } from '../planner/plan.js'
import { baseLook } from '../resources/look.js'
import { openMacs, type Macs } from '../ssh/macs.js'
import { readBundle } from './bundle-folder.js'

/** Where the Macs of a lab come from. */
export interface WhichMacs {
  readonly connections: Readonly<Record<string, Connection>>
  /** A bundle to replay in place of the Macs; relative to `directory`. */
  readonly from?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder that relative paths of the lab file start from. */
  readonly directory: string
  /** The base look; default: ours. */
  readonly look?: readonly Question<unknown>[]
}

/** The Macs of a lab over SSH, or the ones of a bundle under the same names: nobody above sees a difference. */
export function labMacs({ connections, from, env, directory, look = baseLook }: WhichMacs): Macs {
  if (from !== undefined && from !== '') return recordedMacs(Object.keys(connections), resolve(directory, from))
  const rows = Object.entries(connections).map(([mac, each]) => [mac, fromProject(each, directory)] as const)
  return openMacs({ connections: Object.fromEntries(rows), look, env })
}

/** The Macs of a bundle by these names; null = those that it has. A Mac that it lacks is like one that does not answer. */
export function recordedMacs(wanted: readonly string[] | null, folder: string): Macs {
  const bundle = readBundle(folder)
  const names = wanted ?? bundle.map(({ mac }) => mac)
  const readers = new Map(
    names.map((name) => [name, replaying(bundle.find(({ mac }) => mac === name) ?? lacking(name, folder, bundle))]),
  )
  const reader = (mac: string): Reader => {
    const found = readers.get(mac)
    if (found !== undefined) return found
    throw new MacTrouble('invalid', { mac, doing: 'look it up in the lab', seen: `there are ${names.join(', ')}` })
  }
  return {
    names,
    reader,
    writer: (mac) => mute(reader(mac), folder),
    prefetch: () => undefined,
    renew: () => undefined,
    close: async () => undefined,
  }
}

function lacking(mac: string, folder: string, bundle: readonly RecordedMac[]): RecordedMac {
  const silence = new MacTrouble('unreachable', {
    ...{
      mac,
      doing: 'look at it',
      seen: `it is not in the bundle ${folder}, which has ${bundle.map((one) => one.mac).join(', ')}`,
    },
    next: 'Record it too, or name its folder as the lab file names the Mac',
  })
  return { mac, recordings: [], silence }
}

/** What a bundle is to somebody who wants to change a Mac: it says no. */
function mute(reader: Reader, folder: string): Writer {
  const refuse = (doing: string) => {
    throw new MacTrouble('precondition', {
      ...{ mac: reader.mac, doing, seen: `it is a recording (${folder}), which can be looked at and not changed` },
      ...{
        unchanged: 'Nothing was changed',
        next: 'Take MACLOOM_FROM out of the environment to change the Mac itself',
      },
    })
  }
  return {
    ...reader,
    reconnect: async () => refuse('come back to it'),
    tell: async ({ what }) => refuse(what),
    send: async ({ name }) => refuse(`send ${name}`),
    renew: () => undefined,
    progress: () => undefined,
  }
}

/** A key path of the lab file starts from the project; `~` is left for the SSH room. */
function fromProject(connection: Connection, directory: string): Connection {
  const { identity } = connection
  return identity === undefined || identity.startsWith('~')
    ? connection
    : { ...connection, identity: resolve(directory, identity) }
}
