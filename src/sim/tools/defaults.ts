import { pathOnMac, fail, ok, unknownArguments } from './reply.js'
import type { Tool, ToolCall, ToolReply } from '../world.js'

const SOFTWARE_UPDATE = '/Library/Preferences/com.apple.SoftwareUpdate'
const KEYS = [
  'AutomaticallyInstallMacOSUpdates',
  'AutomaticDownload',
  'AutomaticCheckEnabled',
  'CriticalUpdateInstall',
  'ConfigDataInstall',
]

/** Values are kept as `defaults read` prints them. */
export const defaults: Tool = {
  name: 'defaults',
  reads: () => KEYS.map((key) => ['read', SOFTWARE_UPDATE, key]),
  call: (call) => {
    const [verb, domain, key, ...value] = call.argv
    if (domain === undefined || key === undefined) return unknownArguments('defaults', call.argv)
    const at = `${pathOnMac(call, domain).replace(/\.plist$/, '')} ${key}`
    if (verb === 'read' && value.length === 0) return read(call, at)
    const printed = verb === 'write' ? asPrinted(value) : null
    if (printed === null && !(verb === 'delete' && value.length === 0)) return unknownArguments('defaults', call.argv)
    const shared = at.startsWith('/Library/') || domain.startsWith('com.apple.network.')
    if (shared && !call.root) return complaint(call, `Could not write domain ${domain}; exiting`)
    if (printed !== null) call.mac.defaults[at] = printed
    else if (call.mac.defaults[at] === undefined) return notFound(call, domain)
    else call.mac.defaults = Object.fromEntries(Object.entries(call.mac.defaults).filter(([name]) => name !== at))
    return ok()
  },
}

function read(call: ToolCall, at: string): ToolReply {
  const value = call.mac.defaults[at] ?? versionOf(call, at)
  if (value !== undefined) return ok(`${value}\n`)
  const [domain = '', key = ''] = at.split(' ')
  return complaint(call, `\nThe domain/default pair of (${domain}, ${key}) does not exist`)
}

/** Of an installer one can read which macOS it brings. */
function versionOf({ mac }: ToolCall, at: string): string | undefined {
  const app = /^\/Applications\/([^/]+\.app)\/Contents\/Info DTPlatformVersion$/.exec(at)?.[1]
  return app === undefined ? undefined : mac.installers[app]?.version
}

function notFound(call: ToolCall, domain: string): ToolReply {
  return complaint(call, `\nDomain (${domain}) not found.\nDefaults have not been changed.`)
}

// defaults logs to stderr with date and pid; the date stands still so that rendered answers do.
function complaint({ mac }: ToolCall, text: string): ToolReply {
  const date = new Date(mac.bootTime * 1000).toISOString().replace('T', ' ').slice(0, 23)
  return fail(1, `${date} defaults[1234:5678] ${text}\n`)
}

function asPrinted([type, ...words]: readonly string[]): string | null {
  const [word] = words
  switch (type) {
    case '-bool':
    case '-boolean':
      if (/^(true|yes|1)$/i.test(word ?? '')) return '1'
      return /^(false|no|0)$/i.test(word ?? '') ? '0' : null
    case '-int':
    case '-integer':
      return word !== undefined && /^-?\d+$/.test(word) ? word : null
    case '-string':
      return word ?? null
    case '-array':
      return `(\n${words.map((item) => `    "${item}"`).join(',\n')}\n)`
    default:
      return null
  }
}
