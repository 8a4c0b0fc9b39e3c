import { join } from 'node:path'
import type { ToolCall, ToolReply } from '../world.js'

export function ok(stdout = ''): ToolReply {
  return { stdout, stderr: '', exit: 0 }
}

/** A failure on stderr, as most tools report it. */
export function fail(exit: number, stderr: string): ToolReply {
  return { stdout: '', stderr, exit }
}

/** An error of networksetup: text on stdout. */
export function refused(text: string, exit: number): ToolReply {
  return { stdout: `${text}\n`, stderr: '', exit }
}

/** Arguments that the stand-in does not know: loud, and not to be mistaken for an answer of macOS. */
export function unknownArguments(tool: string, argv: readonly string[]): ToolReply {
  return fail(64, `${tool}: the stand-in does not know these arguments: ${argv.join(' ')}\n`)
}

/** What a shell says about a tool that this macOS does not have yet. */
export function notInstalled(tool: string): ToolReply {
  return fail(127, `sh: ${tool}: command not found\n`)
}

/** A path as the Mac knows it, without the private folder in front. */
export function pathOnMac(call: ToolCall, path: string): string {
  return call.folder !== '' && path.startsWith(`${call.folder}/`) ? path.slice(call.folder.length) : path
}

/** The real file behind a path of the Mac. */
export function realPath(call: ToolCall, path: string): string {
  return join(call.folder, pathOnMac(call, path))
}
