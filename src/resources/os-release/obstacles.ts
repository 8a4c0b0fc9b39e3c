import { isUnknown } from '../words.js'
import type { Target } from './inputs.js'
import type { Standing } from './outputs.js'
import { meets, routeOf, type ByTool } from './route.js'

/** Why a Mac must not be restarted for another macOS, and what to do about it. */
export interface Obstacle {
  readonly why: string
  readonly next: string
}

/** Everything that stands against the update of one Mac, before anything is touched. Empty for who waits or is there. Pure. */
export function obstacles(target: Target, { macos, fileVault, way }: Standing): Obstacle[] {
  if (isUnknown(macos) || way === null || meets(target, macos)) return []
  const route = routeOf(target, macos, way)
  if (route === null || route.driver === 'mdm' || route.driver === 'manual') return []
  if (route.driver === 'none') return [{ why: route.why, next: route.next }]
  const { tools } = way
  if (tools === null) return []
  return [...owner(route, tools), ...space(route, tools), ...battery(tools), ...vault(target, fileVault, tools)]
}

type Tools = NonNullable<NonNullable<Standing['way']>['tools']>

function owner({ user, passwordFrom }: ByTool, { owners, password }: Tools): Obstacle[] {
  const stranger = !isUnknown(owners) && !owners.includes(user)
  const list = isUnknown(owners) || owners.length === 0 ? 'nobody of the list' : owners.join(', ')
  return [
    ...(stranger
      ? [{ why: `${user} does not own its volume (${list} does)`, next: 'Name a volume owner under `os:`' }]
      : []),
    ...(password === 'missing'
      ? [{ why: `${passwordFrom} is not set, the password of ${user}`, next: `Set ${passwordFrom} where pulumi runs` }]
      : []),
  ]
}

function space({ gigabytes, sum }: ByTool, { freeGb }: Tools): Obstacle[] {
  if (isUnknown(freeGb) || freeGb >= gigabytes) return []
  const missing = gigabytes - freeGb
  return [
    {
      why: `it has ${freeGb} GB free and needs ${gigabytes} GB (${sum}): ${missing} GB too little`,
      next: `Free ${missing} GB on it`,
    },
  ]
}

function battery({ onBattery }: Tools): Obstacle[] {
  return onBattery === true ? [{ why: 'it runs on its battery', next: 'Connect its charger' }] : []
}

// The one restart that `fdesetup authrestart` lets through counts as a way: the volume owner's password arms it.
function vault({ unlock }: Target, fileVault: Standing['fileVault'], { restartsUnlocked }: Tools): Obstacle[] {
  if (fileVault === 'off' || isUnknown(fileVault) || unlock === 'person') return []
  if (fileVault === 'on' && restartsUnlocked === true) return []
  return [
    {
      why: 'FileVault would lock it after the restart, and there is no way to unlock it from here',
      next: 'Write `unlock: person` under `os:` when somebody is there to log in, or turn FileVault off',
    },
  ]
}
