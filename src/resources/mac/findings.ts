import { isUnknown, type Finding } from '../words.js'
import type { MacInputs } from './inputs.js'
import type { MacObserved } from './outputs.js'

/** What endangers a lab on this Mac and is not ours to change, most dangerous first. */
export function findings({ mac }: MacInputs, observed: MacObserved): readonly Finding[] {
  return [...foreign(mac, observed), ...doubtful(mac, observed), ...vault(mac, observed)]
}

function foreign(mac: string, { foreign: labels }: MacObserved): Finding[] {
  if (isUnknown(labels)) return []
  return labels.map((label) => ({
    mac,
    danger: 'danger',
    what: `${label} manages this Mac's network or ranks as well`,
    // exo#2067: its daemon flips Thunderbolt services to DHCP about every 30 minutes.
    cause: 'another cluster tool left its launchd job here; it undoes static addresses again and again',
    remedy: `Remove it: sudo launchctl bootout system/${label}, then delete its file in /Library/LaunchDaemons`,
  }))
}

function vault(mac: string, { fileVault }: MacObserved): Finding[] {
  if (isUnknown(fileVault) || fileVault === 'off') return []
  return [
    {
      mac,
      danger: 'note',
      what: 'FileVault is on: after a restart this Mac stays locked until somebody unlocks it',
      cause: 'keys of SSH live on the locked volume, so it takes only a password until then (macOS 26)',
      remedy: 'Turn FileVault off, or plan for a person at each restart',
    },
  ]
}

function doubtful(mac: string, observed: MacObserved): Finding[] {
  return Object.entries(observed).flatMap(([key, value]) =>
    isUnknown(value)
      ? [
          {
            mac,
            danger: 'warning' as const,
            what: `${key} could not be read`,
            cause: value.unknown,
            remedy: 'Send a recording of this Mac: the tool prints what macloom does not know yet',
          },
        ]
      : [],
  )
}
