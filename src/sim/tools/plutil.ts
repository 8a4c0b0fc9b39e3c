import { readFileSync } from 'node:fs'
import type { StoredBridge, Tool, ToolCall, ToolReply } from '../world.js'
import { fail, ok, pathOnMac, realPath, unknownArguments } from './reply.js'

export const PREFERENCES = '/Library/Preferences/SystemConfiguration/preferences.plist'
const BRIDGES = 'VirtualNetworkInterfaces.Bridge'

export const plutil: Tool = {
  name: 'plutil',
  reads: () => [['-extract', BRIDGES, 'json', '-o', '-', PREFERENCES]],
  call: (call) => {
    const [verb, ...rest] = call.argv
    if (verb === '-lint') return lint(call, rest[0] === '-s' ? rest.slice(1) : rest)
    const [key = '', ...format] = rest
    const path = format.at(-1) ?? ''
    const wanted = verb === '-extract' && format.slice(0, -1).join(' ') === 'json -o -'
    if (!wanted || pathOnMac(call, path) !== PREFERENCES) return unknownArguments('plutil', call.argv)
    return extract(call, key, path)
  },
}

function extract({ mac }: ToolCall, key: string, path: string): ToolReply {
  if (mac.faults['preferences without bridges']) return noSuchKey(path, key)
  const inside = key.startsWith(`${BRIDGES}.`) ? mac.storedBridges[key.slice(BRIDGES.length + 1)] : undefined
  if (key === BRIDGES) {
    // plutil ends JSON on stdout without a newline.
    const entries = Object.entries(mac.storedBridges).map(([name, bridge]) => [name, inOrder(bridge)] as const)
    return ok(JSON.stringify(Object.fromEntries(entries)))
  }
  if (inside) return ok(JSON.stringify(inOrder(inside)))
  return noSuchKey(path, key)
}

function noSuchKey(path: string, key: string): ToolReply {
  return fail(1, `${path}: Could not extract value, error: No value at that key path or invalid key path: ${key}\n`)
}

function inOrder({ Options, Interfaces }: StoredBridge): StoredBridge {
  return { ...(Options && { Options }), ...(Interfaces && { Interfaces }) }
}

/** -lint looks at real files of the Mac's private folder: well-formed XML of a property list, no more. */
function lint(call: ToolCall, paths: readonly string[]): ToolReply {
  if (paths.length === 0 || paths.some((path) => path.startsWith('-'))) return unknownArguments('plutil', call.argv)
  const verdicts = paths.map((path) => ({ path, error: lintError(realPath(call, path)) }))
  const lines = verdicts.map(({ path, error }) => `${path}: ${error ?? 'OK'}\n`)
  return { stdout: lines.join(''), stderr: '', exit: verdicts.some(({ error }) => error !== null) ? 1 : 0 }
}

function lintError(path: string): string | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return 'file does not exist or is not readable or is not a regular file'
  }
  const open: string[] = []
  const body = text
    .replace(/^<\?xml[^>]*\?>/, '')
    .replace(/<!DOCTYPE[^>]*>/, '')
    .replaceAll(/<!--[\s\S]*?-->/g, '')
  for (const [, slash = '', name = '', alone = ''] of body.matchAll(/<(\/?)([A-Za-z]+)[^>]*?(\/?)>/g)) {
    if (slash === '' && alone === '') open.push(name)
    else if (slash === '/' && open.pop() !== name) return `(Encountered unexpected end tag ${name})`
  }
  if (open.length > 0) return `(Close tag on line 1 does not match open tag ${open.at(-1) ?? ''})`
  return /<plist[\s>]/.test(body) ? null : '(Unexpected character at line 1)'
}
