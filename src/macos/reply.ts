import { Unreadable } from '../command/errors.js'
import type { Reply } from '../command/question.js'
import { refusal } from './refusal.js'

/** What a tool printed when it succeeded. A failure, or a refusal with exit 0, is unreadable: never an empty answer. */
export function said(tool: string, reply: Reply): string {
  const refused = refusal(reply)
  if (refused !== null) throw new Unreadable(tool, 'an answer', refused)
  if (reply.exit !== 0) throw new Unreadable(tool, 'exit 0', `exit ${reply.exit}: ${complaint(reply)}`)
  return reply.stdout
}

/** The first line of either stream that says something, for error sentences. */
export function complaint(reply: Reply): string {
  const lines = `${reply.stderr}\n${reply.stdout}`.split('\n')
  return lines.find((line) => line.trim() !== '')?.trim() ?? 'nothing'
}

/** Whether a line of either stream says this; tools differ in the stream they complain on. */
export function says(reply: Reply, pattern: RegExp): boolean {
  return `${reply.stderr}\n${reply.stdout}`.split('\n').some((line) => pattern.test(line))
}

/** How ls, cat and stat end a complaint about a path that does not exist; their exit code says no more than "failed". */
export const NO_SUCH_FILE = /: No such file or directory$/

/** The shell found no such tool (the macOS is too old for it, for example). A tool that has spoken was there. */
export function toolIsMissing(reply: Reply): boolean {
  return reply.exit === 127 && reply.stdout === '' && says(reply, /: (?:command )?not found$/)
}

/** Lines of a listing without end marker. A last line that is cut off means that more may be missing. */
export function wholeLines(tool: string, text: string): string[] {
  const lines = text.split('\n')
  const last = lines.pop() ?? ''
  if (last !== '') throw new Unreadable(tool, 'a last line with its end', last)
  return lines
}

/** The one line that a tool prints as its whole answer. Without its end it may be cut off. */
export function oneLine(tool: string, text: string): string {
  const [line, ...more] = wholeLines(tool, text)
  if (line === undefined || more.length > 0) throw new Unreadable(tool, 'one line', text)
  return line
}

/** A decimal number and nothing else. */
export function wholeNumber(tool: string, what: string, text: string): number {
  const trimmed = text.trim()
  const value = Number(trimmed)
  if (!/^\d+$/.test(trimmed) || !Number.isSafeInteger(value)) throw new Unreadable(tool, what, text)
  return value
}
