import { readFileSync } from 'node:fs'
import type { Reply } from '../../src/command/question.js'

/** Output of a Mac, kept as data. `file` holds stdout; the rest stands in index.json. */
export interface Capture {
  readonly file: string
  readonly tool: readonly string[]
  readonly exit: number
  readonly stderr: string
  /** Model identifier; `any` where it does not matter, `none` where no Mac prints exactly this. */
  readonly model: string
  readonly macos: string
  /** Where it comes from; the tags are explained in README.md. */
  readonly source: string
  /** `real`: seen as it stands, identifiers replaced. `composed`: put together from facts. */
  readonly kind: 'real' | 'composed'
  readonly note: string
}

export const FOLDER = new URL('./', import.meta.url)

export const CAPTURES = JSON.parse(readFileSync(new URL('index.json', FOLDER), 'utf8')) as readonly Capture[]

/** What the tool answered, as a parser gets it. */
export function replyOf(capture: Capture): Reply {
  const stdout = readFileSync(new URL(capture.file, FOLDER), 'utf8')
  return { exit: capture.exit, stdout, stderr: capture.stderr }
}

/** The answer that a file of this folder holds. */
export function captured(file: string): Reply {
  const capture = CAPTURES.find((candidate) => candidate.file === file)
  if (capture === undefined) throw new Error(`no capture ${file} in test/captures/index.json`)
  return replyOf(capture)
}
