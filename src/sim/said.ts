import { UNKNOWN } from './guard.js'
import type { ToolReply } from './world.js'

export function ok(stdout = ''): ToolReply {
  return { stdout, stderr: '', exit: 0 }
}

export function fail(exit: number, stderr: string): ToolReply {
  return { stdout: '', stderr: `${stderr}\n`, exit }
}

/** Words that the stand-in does not know: loud, and with a code that no answer of macOS has. */
export function unknown(tool: string, argv: readonly string[]): ToolReply {
  return fail(UNKNOWN, `${tool}: sim: the stand-in does not know these arguments: ${argv.join(' ')}`)
}
