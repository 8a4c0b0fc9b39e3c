import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { SimFolder } from './folder.js'
import { isAlive, startOf } from './processes.js'

const address = z.strictObject({ address: z.string(), port: z.number(), user: z.string(), hostKey: z.string() })
export type SimAddress = z.infer<typeof address>

/** What a sim's directory remembers between runs: its id, the process that plays it, where its Macs listen. */
const schema = z.strictObject({
  id: z.string(),
  process: z.strictObject({ pid: z.number(), start: z.string() }).nullable(),
  macs: z.record(z.string(), address),
})
export type SimFacts = z.infer<typeof schema>

export function readFacts(folder: SimFolder): SimFacts | null {
  return existsSync(folder.facts) ? schema.parse(JSON.parse(readFileSync(folder.facts, 'utf8'))) : null
}

/** Whole, then renamed: another process may read at any moment. */
export function writeFacts(folder: SimFolder, facts: SimFacts): void {
  writeFileSync(`${folder.facts}.new`, `${JSON.stringify(facts, null, 1)}\n`)
  renameSync(`${folder.facts}.new`, folder.facts)
}

/** Makes the directory of a sim this process's own; refuses while another process plays it. */
export function claimDirectory(folder: SimFolder): SimFacts {
  mkdirSync(folder.directory, { recursive: true, mode: 0o700 })
  const earlier = readFacts(folder)
  if (earlier?.process && isAlive(earlier.process))
    throw new Error(`process ${earlier.process.pid} plays the sim in ${folder.directory}: stop it first`)
  const id = earlier?.id ?? randomBytes(12).toString('hex')
  const start = startOf(process.pid)
  if (start === null) throw new Error('this system does not tell when a process started')
  const facts = { id, process: { pid: process.pid, start }, macs: earlier?.macs ?? {} }
  writeFacts(folder, facts)
  return facts
}
