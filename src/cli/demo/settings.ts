import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { SimMac } from '../../sim/world.js'

// What a lab has no business with: clocks, the run counters of launchd, plugs and the RDMA switch (a person's hands).
const NOT_SETTINGS = new Set([
  'bootTime',
  'jobs',
  'receptacles',
  'nvram',
  'rdmaSinceBoot',
  'battery',
  'protectionDomains',
  'faults',
])

// Where macOS keeps what it writes on its own account, whoever logs in.
const NOT_OURS = [
  /^private\/tmp\//,
  /^tmp\//,
  /^private\/var\/(tmp|log|folders|run)\//,
  /^Users\/[^/]+\/Library\/Caches\//,
]

/**
 * Everything a lab could have changed on a sim Mac, as one canonical text: its settings, and every file below its root
 * by digest. Two equal texts mean that the Mac was given back byte for byte.
 */
export function settingsOf(mac: SimMac, root: string): string {
  const settings = Object.entries(mac)
    .filter(([key]) => !NOT_SETTINGS.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key} = ${JSON.stringify(sorted(withoutCounters(value)))}`)
  return [...settings, ...filesBelow(root, '')].join('\n') + '\n'
}

/** Lines that only one of two texts has: what was not given back. Empty when they are equal. */
export function differing(before: string, after: string): string[] {
  const had = new Set(before.split('\n'))
  const has = new Set(after.split('\n'))
  return [
    ...[...had].filter((line) => !has.has(line)).map((line) => `- ${line}`),
    ...[...has].filter((line) => !had.has(line)).map((line) => `+ ${line}`),
  ]
}

// A cable that was replugged counts link events and may carry another self-assigned address: the kernel's, not a setting.
function withoutCounters(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isSelfAssigned(item)).map(withoutCounters)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key]) => !['linkEvents', 'linked', 'carrier'].includes(key))
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutCounters(inner)]))
}

function isSelfAssigned(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'address' in value && /^169\.254\./.test(String(value.address))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (NOT_OURS.some((pattern) => pattern.test(name))) return []
    if (entry.isDirectory()) return [`${name}/`, ...filesBelow(root, name)]
    if (entry.isSymbolicLink()) return [`${name} -> ${readlinkSync(join(root, name))}`]
    const mode = (lstatSync(join(root, name)).mode & 0o777).toString(8)
    return [
      `${name} ${mode} ${createHash('sha256')
        .update(readFileSync(join(root, name)))
        .digest('hex')}`,
    ]
  })
}
