import { randomBytes } from 'node:crypto'
import { shown, type Command } from '../command/command.js'
import { MacTrouble } from '../command/errors.js'
import { TEMPORARY } from '../command/lock.js'
import { PREAMBLE, quote, render } from '../command/render.js'
import { Secret } from '../command/secret.js'

/** 128 random bits: what a command prints cannot pass for a mark of ours. */
export function newSentinel(): string {
  return `macloom-${randomBytes(16).toString('hex')}`
}

/**
 * Puts a body between braces, so that the shell reads all of it before it starts: a script that arrives in part does
 * nothing. `say` writes a mark.
 */
export function scriptOf(sentinel: string, body: readonly string[]): string {
  const head = [PREAMBLE, `S=${sentinel}`, `say() { printf '\\n%s %s\\n' "$S" "$*"; }`, 'say go']
  return ['{', ...head, `[ -d ${TEMPORARY} ] || mkdir -p ${TEMPORARY}`, ...body, 'say end', 'exit 0', '}', ''].join(
    '\n',
  )
}

/** A command with its stdin and the given redirections of its output. Secrets pass through the shell's own printf. */
export function withStreams(command: Command, redirections: string): string {
  const { stdin } = command
  if (stdin === undefined) return `${render(command)} ${redirections} </dev/null`
  const text = stdin instanceof Secret ? stdin.reveal() : stdin
  return `printf %s ${quote(text)} | ${render(command)} ${redirections}`
}

/** No shell can carry a NUL byte; refused before anything is sent. */
export function refuseNul(mac: string, command: Command): void {
  const { stdin, words, env = {} } = command
  const texts = [...words, ...Object.values(env)].map((word) => (typeof word === 'string' ? word : word.path))
  const all = [...texts, stdin instanceof Secret ? stdin.reveal() : (stdin ?? '')]
  if (!all.some((text) => text.includes('\0'))) return
  throw new MacTrouble('invalid', {
    mac,
    doing: `say ${shown(command).replaceAll('\0', '␀')}`,
    seen: 'a NUL byte in it',
  })
}
