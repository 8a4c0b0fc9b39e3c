import { osReleaseInputs, type OsReleaseInputs } from '../../../src/resources/os-release/inputs.js'
import type { OsReleaseObserved, Tools } from '../../../src/resources/os-release/outputs.js'

export const OLD = { version: '26.1', build: '25B78' }

export function declared(more: object = {}): OsReleaseInputs {
  const volumeOwner = { user: 'admin', passwordFrom: 'MACLOOM_OWNER' }
  return osReleaseInputs.parse({ mac: 'a', build: '25C56', volumeOwner, ...more })
}

export const OFFERS = [
  { label: 'macOS 27-26A428', version: '27', sizeBytes: 9e9, build: '26A428' },
  { label: 'macOS Tahoe 26.2-25C56', version: '26.2', sizeBytes: 3e9, build: '25C56' },
  { label: 'Safari26.2Auto-26.2', version: '26.2', sizeBytes: 2e8, build: null },
]

export const TOOLS: Tools = {
  offers: OFFERS,
  installers: [],
  owners: ['admin'],
  password: 'present',
  restartsUnlocked: true,
  freeGb: 100,
  onBattery: false,
}

/** A Mac on 26.1 that lacks nothing, but for what is said. */
export function seen(tools: Partial<Tools> = {}, more: Partial<OsReleaseObserved> = {}): OsReleaseObserved {
  const way = { managedBy: null, tools: { ...TOOLS, ...tools } }
  return { macos: OLD, fileVault: 'off', bootTime: 1_790_000_000, others: {}, way, ...more }
}
