import type { Command } from '../../src/command/command.js'
import { MACOS_TOOLS, ORDINARY_TOOLS, type ToolUse } from '../../src/macos/tools.js'

/** The first word of a command that the list does not allow, with the reason; null when every word may be said. */
export function stray(command: Command): string | null {
  const [first = '', ...rest] = command.words
  if (typeof first !== 'string') return null
  if (first.includes('/')) return `${first}: tools are called by their bare name`
  const use = MACOS_TOOLS[first] ?? ORDINARY_TOOLS[first]
  if (use === undefined) return `${first}: not in the list of tools`
  const words = rest.flatMap((word) => (typeof word === 'string' ? [word] : []))
  const verb = use.verbs === undefined ? [] : words.splice(0, 1)
  if (use.verbs !== undefined && !use.verbs.includes(verb[0] ?? '')) return `${first} ${verb[0] ?? ''}: not in the list`
  const wrong = options(first, words).find((word) => !mayBeSaid(use, word))
  return wrong === undefined ? null : `${first} ${wrong}: not in the list`
}

// After `-c` or `-e` stands a script, and find's -exec begins a command of its own.
function options(tool: string, words: readonly string[]): readonly string[] {
  const script = tool === 'sh' ? words.indexOf('-c') + 1 : 0
  const own = script > 0 ? words.slice(0, script) : words
  const exec = tool === 'find' ? own.indexOf('-exec') + 1 : 0
  return (exec > 0 ? own.slice(0, exec) : own).filter((word) => word.startsWith('-') && word !== '--')
}

function mayBeSaid(use: ToolUse, word: string): boolean {
  if (use.words?.some((allowed) => word === allowed || (/[:=]$/.test(allowed) && word.startsWith(allowed)))) return true
  return use.flags !== undefined && [...word.slice(1)].every((letter) => use.flags?.includes(letter))
}
