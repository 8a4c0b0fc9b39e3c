import type { Command } from '../../src/command/command.js'
import { MacTrouble } from '../../src/command/errors.js'
import type { Question, Reply } from '../../src/command/question.js'
import type { Clocks, Connection } from '../../src/ssh/connection.js'
import { openMacs, type Macs, type MacsOptions } from '../../src/ssh/macs.js'
import { USER, type Desk, type Key } from './server.js'

/** A question whose answer is the reply itself. */
export function reply(name: string, command: Command): Question<Reply> {
  return { name, command, read: (said) => said }
}

export interface Address {
  readonly port: number
  readonly hostKey: Key
}

/** One Mac called studio behind this address, with the desk's key. */
export function open(
  desk: Desk,
  at: Address,
  options: Partial<MacsOptions> & { connection?: Partial<Connection> } = {},
): Macs {
  const { connection = {}, ...more } = options
  const studio = {
    address: '127.0.0.1',
    port: at.port,
    hostKey: at.hostKey.fingerprint,
    user: USER,
    identity: desk.identity,
    ...connection,
  }
  return openMacs({ connections: { studio }, look: [], env: { HOME: desk.home }, ...more })
}

/** The trouble that this ends in; a success is a failure of the test. */
export async function troubleOf(work: Promise<unknown>): Promise<MacTrouble> {
  const outcome = await work.then(
    (value) => new Error(`it succeeded with ${JSON.stringify(value)}`),
    (err: unknown) => err,
  )
  if (outcome instanceof MacTrouble) return outcome
  throw outcome
}

/** Clocks for tests that wait for one of them to run out. */
export const QUICK: Partial<Clocks> = { connect: 1, keepalive: 0.5 }

export const SHELLS: readonly (readonly [name: string, words: readonly string[]])[] = [
  ['dash', ['/bin/sh']],
  ['bash as sh', ['/bin/bash', '--posix']],
]
