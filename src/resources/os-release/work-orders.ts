import { isUnknown, type WorkOrder } from '../words.js'
import { wanted } from './diff.js'
import type { OsReleaseInputs } from './inputs.js'
import type { OsReleaseObserved } from './outputs.js'
import { meets, routeOf } from './route.js'

/** What the administrator of an MDM server does, or a person at the Mac. */
export function workOrders(inputs: OsReleaseInputs, observed: OsReleaseObserved): readonly WorkOrder[] {
  const { macos, way, fileVault } = observed
  if (isUnknown(macos) || way === null || meets(inputs, macos)) return []
  const route = routeOf(inputs, macos, way)
  if (route?.driver !== 'mdm' && route?.driver !== 'manual') return []
  const order = {
    mac: inputs.mac,
    why: `It runs macOS ${macos.version} (${macos.build}), and the lab wants ${wanted(inputs)}: ${route.why}`,
    check: '`sw_vers` in Terminal says so; then run `pulumi up` again, it goes on by itself',
    hands: 'update macOS' as const,
  }
  if (route.driver === 'mdm') return [{ ...order, steps: atServer(inputs, route.server) }]
  return [{ ...order, steps: [...atMac(inputs), ...afterwards(fileVault)] }]
}

// The declaration of Declarative Device Management; nobody has to stand at the Mac.
function atServer({ build, minimum = '' }: OsReleaseInputs, server: string): string[] {
  const what = build === undefined ? `TargetOSVersion ${minimum}` : `TargetBuildVersion ${build}`
  return [
    `Not at the Mac: at the MDM server (${server})`,
    `Send it the declaration com.apple.configuration.softwareupdate.enforcement.specific with ${what}`,
    'Wait until the Mac has restarted; macloom only watches',
  ]
}

function atMac({ build, minimum = '' }: OsReleaseInputs): string[] {
  const what = build === undefined ? `macOS ${minimum} or later` : `build ${build}`
  return [
    'At its screen or over Screen Sharing: System Settings › General › Software Update',
    `Install ${what} and nothing else: no major upgrade that stands beside it`,
    'Give the password of a user who owns the volume when it asks, and let it restart',
  ]
}

function afterwards(fileVault: OsReleaseObserved['fileVault']): string[] {
  if (isUnknown(fileVault) || fileVault === 'off') return []
  return ['FileVault is on: log in once after the restart, or the Mac stays locked and refuses SSH keys']
}
