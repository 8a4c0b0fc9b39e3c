import type { Command } from '../command/command.js'
import { MacTrouble } from '../command/errors.js'
import { LOCK } from '../command/lock.js'
import type { Tell } from '../command/mac.js'
import { Secret } from '../command/secret.js'
import type { Mark } from './frame.js'
import { shown } from '../command/command.js'

/** What is known about a tell under way: how far it came, and why it stopped if it did. */
export class Telling {
  /** Index of the command that was begun last; -1 = none. */
  step = -1
  /** The trouble the Mac itself reported. */
  trouble: MacTrouble | undefined
  readonly #mac: string
  readonly #tell: Tell
  #failed: { readonly command: Command; readonly exit: number } | undefined
  #stdout = ''

  constructor(mac: string, tell: Tell) {
    this.#mac = mac
    this.#tell = tell
  }

  take({ words, before }: Mark): void {
    const [kind, first = '', ...rest] = words
    const text = before?.toString('utf8') ?? ''
    if (kind === 'step') this.step = Number(first)
    else if (kind === 'refused') this.trouble = this.#refused(Number(first))
    else if (kind === 'nolock') this.trouble = this.#noLock()
    else if (kind === 'busy') this.trouble = this.#busy(first, rest.join(' '))
    else if (kind === 'failed') this.#begin(Number(first), Number(rest[0]))
    else if (kind === 'e') this.#stdout = text
    else if (kind === '.' && this.#failed !== undefined) this.trouble = this.#judge(this.#failed, text)
  }

  /** The script did not come to its end, so nobody knows what it did. */
  unknownOutcome(seen: string): MacTrouble {
    const begun = this.#tell.commands[this.step]
    const where = begun === undefined ? 'before its first command was heard of' : `during \`${shown(begun)}\``
    return this.#say('unknown-outcome', {
      seen: `${seen}, ${where}; it may have run and may still be running`,
      next: 'Run again: it waits for what is still running, looks at the Mac, and does only what is missing',
    })
  }

  late(seconds: number): MacTrouble {
    return this.unknownOutcome(`no end within ${String(seconds)} s`)
  }

  #begin(index: number, exit: number): void {
    const command = this.#tell.commands[index]
    if (command !== undefined) this.#failed = { command, exit }
  }

  /** A command that failed; sudo's own refusal is told by the name it puts before its words, as it has no code of its own. */
  #judge({ command, exit }: { command: Command; exit: number }, stderr: string): MacTrouble {
    const said = lastLines(this.#redact(stderr.trim() === '' ? this.#stdout : stderr))
    const words = said === '' ? 'and said nothing' : `: ${said}`
    if (command.root && exit === 1 && stderr.startsWith('sudo: ')) return this.#sudo(command, said)
    const left = this.#tell.commands.length - this.step - 1
    return this.#say('remote-failed', {
      seen: `\`${shown(command)}\` ended with exit code ${String(exit)} ${words}`.replace(' :', ':'),
      ...(left > 0 ? { unchanged: `${String(left)} further command(s) of this change were not run` } : {}),
      next: 'Run again when the cause is mended; it looks first and does what is missing',
    })
  }

  #refused(index: number): MacTrouble {
    const command = this.#tell.commands[index]
    return this.#sudo(command, 'sudo -n refuses it', 'Nothing was changed')
  }

  #sudo(command: Command | undefined, seen: string, unchanged?: string): MacTrouble {
    const what = command === undefined ? 'a command' : `\`${shown(command)}\``
    return this.#say('privilege', {
      seen: `${what} may not be run as root without a password (${seen})`,
      ...(unchanged === undefined ? {} : { unchanged }),
      next: 'Install the list that `macloom sudoers` prints on this Mac',
    })
  }

  #noLock(): MacTrouble {
    return this.#say('precondition', {
      seen: `the lock ${LOCK} cannot be written`,
      unchanged: 'Nothing was changed',
      next: 'See whether its disk is full or read-only',
    })
  }

  #busy(pid: string, holder: string): MacTrouble {
    const who = holder === '' ? 'somebody' : `operation ${holder}`
    return this.#say('busy', {
      seen: `${who} holds this Mac${pid === '' ? '' : ` (process ${pid})`}`,
      unchanged: 'Nothing was changed',
      next: `Wait for it and run again; a holder that hangs is ended by its process id (lock: ${LOCK})`,
    })
  }

  #say(trouble: MacTrouble['trouble'], parts: { seen: string; unchanged?: string; next: string }): MacTrouble {
    return new MacTrouble(trouble, { mac: this.#mac, doing: this.#tell.what, ...parts })
  }

  #redact(text: string): string {
    const secrets = this.#tell.commands.flatMap(({ stdin }) => (stdin instanceof Secret ? [stdin.reveal()] : []))
    return secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '[secret]')), text)
  }
}

function lastLines(text: string): string {
  const lines = text.trim().split('\n').slice(-5).join('\n').trim()
  return lines.length > 800 ? `…${lines.slice(-800)}` : lines
}
