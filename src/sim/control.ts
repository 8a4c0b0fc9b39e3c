import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { removeNetworkOf } from './cables/deeds.js'
import { readFacts, type SimAddress } from './facts.js'
import { simFolder } from './folder.js'
import type { Hands } from './hands.js'
import type { Request } from './obey.js'
import { endProcesses, isAlive, signal, simMark } from './processes.js'
import type { World } from './world.js'

const answer = z.union([z.strictObject({ value: z.unknown() }), z.strictObject({ error: z.string() })])

/** What a running sim says of itself. */
export interface SimStatus {
  readonly macs: Readonly<Record<string, SimAddress>>
  readonly world: World
}

export async function simStatus(directory: string): Promise<SimStatus> {
  return (await ask(directory, { verb: 'status' })) as SimStatus
}

/** One verb of the person's hands on a running sim; words as Hands takes them. Throws what the sim refused. */
export async function simHand(directory: string, hand: keyof Hands, ...words: readonly unknown[]): Promise<void> {
  await ask(directory, { verb: 'hands', hand, words: [...words] })
}

/** Whether a process plays the sim of this directory. */
export function simRuns(directory: string): boolean {
  const process = readFacts(simFolder(resolve(directory)))?.process
  return process !== undefined && process !== null && isAlive(process)
}

/** Ends the sim of a directory, running or left over from a crash: its process, and all that carries its mark. */
export async function simDown(directory: string): Promise<void> {
  const folder = simFolder(resolve(directory))
  const facts = readFacts(folder)
  if (facts === null) return
  if (simRuns(directory)) {
    await ask(directory, { verb: 'stop' }).catch(() => facts.process && signal(facts.process, 'SIGTERM'))
    for (let left = 500; left > 0 && simRuns(directory); left -= 1) await new Promise((next) => setTimeout(next, 20))
    if (facts.process && simRuns(directory)) signal(facts.process, 'SIGKILL')
  }
  await endProcesses(simMark(facts.id))
  await removeNetworkOf(facts.id)
}

function ask(directory: string, request: Request): Promise<unknown> {
  const { door } = simFolder(resolve(directory))
  if (!existsSync(door)) throw new Error(`no sim has run in ${directory}`)
  const [port, token] = readFileSync(door, 'utf8').trim().split(' ')
  return new Promise((done, refuse) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => refuse(new Error(`the sim of ${directory} does not run`)))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      if (text === '') return refuse(new Error(`the sim of ${directory} gave no answer`))
      const read = answer.parse(JSON.parse(text))
      if ('error' in read) refuse(new Error(read.error))
      else done(read.value)
    })
    socket.write([token, 'control', JSON.stringify(request), ''].join('\0'))
  })
}
