import type { ByteSource, Tell, Writer } from '../command/mac.js'
import { Places } from './limit.js'
import type { Line } from './line.js'
import type { SharedReader } from './reader.js'
import { sendOver } from './send.js'
import { tellOver } from './tell.js'

/** Everything this process has of one Mac. */
export interface Station {
  readonly line: Line
  readonly reader: SharedReader
  /** Tells of this process wait for each other here, not for the lock on the Mac. */
  readonly tells: Places
}

/** A writer under one operation's name. Whatever it did, or may have done, the next question looks anew. */
export function writerOf(station: Station, operation: string, progress: (line: string) => void): Writer {
  const { line, reader, tells } = station
  const waiting = (holder: string): void => {
    progress(`waiting for operation ${holder}, which holds this Mac`)
  }
  const changing = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } finally {
      reader.invalidate()
    }
  }
  return {
    mac: line.mac,
    prefix: () => reader.prefix(),
    ask: (question) => reader.ask(question),
    renew: () => {
      line.forget()
      reader.renew()
    },
    progress,
    reconnect: () => changing(() => line.anew()),
    tell: (tell: Tell) =>
      changing(() => tells.run(() => tellOver(line, tell, { operation, what: tell.what }, waiting))),
    send: async (source: ByteSource, to: string, from: number, report: (bytes: number) => void) => {
      const prefix = await reader.prefix()
      const path = prefix !== '' && to.startsWith(`${prefix}/`) ? to : prefix + to
      await changing(() => sendOver(line, { source, to: path, from, progress: report }))
    },
  }
}
