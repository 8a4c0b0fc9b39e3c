import { asRoot, onMac, run, type Command } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { array, json, optionalText, record, show, type JsonRecord } from './json.js'
import { said, says } from './reply.js'

const TOOL = 'plutil'

/** Where macOS keeps its network: services, and the bridges it rebuilds after every hotplug and boot. */
const NETWORK = onMac('/Library/Preferences/SystemConfiguration/preferences.plist')

export interface StoredBridge {
  readonly interfaces: readonly string[]
  /** The bridge that macOS itself maintains: `__AUTO__ = thunderbolt-bridge`. */
  readonly automatic: boolean
}

/** Bridges in the stored preferences by name; empty when they were deleted. World-readable. */
export const storedBridges: Question<Record<string, StoredBridge>> = {
  name: 'plutil VirtualNetworkInterfaces.Bridge',
  command: run('plutil', '-extract', 'VirtualNetworkInterfaces.Bridge', 'json', '-o', '-', NETWORK),
  read: (reply) => {
    // No bridge was ever stored. Text and exit 1 are inferred (facts 2.1); plutil is free to use either stream.
    if (reply.exit === 1 && says(reply, /No value at that key path/)) return {}
    const bridges = record(TOOL, 'stored bridges', json(TOOL, said(TOOL, reply)))
    return Object.fromEntries(Object.entries(bridges).map(([name, bridge]) => [name, readBridge(bridge)]))
  },
}

function readBridge(value: unknown): StoredBridge {
  const bridge = record(TOOL, 'a stored bridge', value)
  onlyKeys(bridge, ['Interfaces', 'Options', 'UserDefinedName'])
  const interfaces = array(TOOL, 'interfaces of a bridge', bridge['Interfaces']).map((name) => {
    if (typeof name !== 'string' || !/^(?:en|vlan|bond|feth|vmenet)\d+$/.test(name))
      throw new Unreadable(TOOL, 'the name of an interface', show(name))
    return name
  })
  const options = bridge['Options'] === undefined ? {} : record(TOOL, 'options of a bridge', bridge['Options'])
  onlyKeys(options, ['__AUTO__'])
  const automatic = optionalText(TOOL, options, '__AUTO__')
  if (automatic !== null && automatic !== 'thunderbolt-bridge') {
    throw new Unreadable(TOOL, 'the bridge that macOS keeps', automatic)
  }
  return { interfaces, automatic: automatic !== null }
}

// Options are left out where there are none: among keys that we do not know nothing counts as left out.
function onlyKeys(from: JsonRecord, known: readonly string[]): void {
  const strange = Object.keys(from).find((key) => !known.includes(key))
  if (strange !== undefined) throw new Unreadable(TOOL, known.join(', '), `${strange} in ${show(from)}`)
}

/** Exit 1 with "Does Not Exist" when there is none. */
export function deleteStoredBridge(name: string): Command {
  return asRoot('PlistBuddy', '-c', `Delete ${entry(name)}`, NETWORK)
}

/** Stores a bridge that is not stored now; macOS builds it at the next hotplug or boot. */
export function writeStoredBridge(name: string, { interfaces, automatic }: StoredBridge): Command {
  const steps = [
    `Add ${entry(name)}:Interfaces array`,
    ...interfaces.map((member, index) => `Add ${entry(name)}:Interfaces:${index} string ${member}`),
    ...(automatic ? [`Add ${entry(name)}:Options:__AUTO__ string thunderbolt-bridge`] : []),
  ]
  return asRoot('PlistBuddy', ...steps.flatMap((step) => ['-c', step]), NETWORK)
}

function entry(name: string): string {
  return `:VirtualNetworkInterfaces:Bridge:${name}`
}
