import { isUnknown } from '../words.js'
import { earlier, majorOf, older, releaseOf } from './builds.js'
import type { Target } from './inputs.js'
import type { Standing, Tools } from './outputs.js'

/** How a Mac gets the macOS that is declared, and why this way; or why it cannot, and what to do. */
export type Route =
  | { readonly driver: 'mdm'; readonly why: string; readonly server: string }
  | { readonly driver: 'manual'; readonly why: string }
  | ByTool
  | { readonly driver: 'none'; readonly why: string; readonly next: string }

/** Over SSH, with the password of a volume owner. `gigabytes` is what it needs on the disk, `sum` how that comes about. */
export type ByTool = {
  readonly why: string
  readonly user: string
  readonly passwordFrom: string
  readonly gigabytes: number
  readonly sum: string
} & (
  | { readonly driver: 'softwareupdate'; readonly label: string; readonly version: string }
  | { readonly driver: 'startosinstall'; readonly app: string; readonly version: string }
)

type Macos = Exclude<Standing['macos'], { unknown: string }>

/** Whether the Mac runs what is declared. */
export function meets({ build, minimum }: Target, macos: Macos): boolean {
  return build === undefined ? minimum === undefined || !older(macos.version, minimum) : build === macos.build
}

/** The way of one Mac that does not run what is declared; null while what it hangs on could not be read. Pure. */
export function routeOf(
  target: Target,
  macos: Macos,
  { managedBy, tools }: NonNullable<Standing['way']>,
): Route | null {
  const { build, driver, volumeOwner } = target
  if (build !== undefined && earlier(build, macos.build)) return downgrade(build, macos)
  if (driver === 'manual') return { driver, why: 'the lab file says driver: manual' }
  if (isUnknown(managedBy)) return null
  if (managedBy !== null) return byServer(managedBy, driver)
  if (driver === 'mdm')
    return none('driver: mdm is declared, and no MDM server manages it', 'Enrol it, or take another driver')
  if (volumeOwner === undefined) return withoutOwner(driver)
  if (tools === null || isUnknown(tools.offers) || isUnknown(tools.installers)) return null
  return byTool(target, macos, tools.offers, tools.installers, volumeOwner)
}

// Where an organisation manages a Mac its server is the one to update it; two who install macOS fight.
function byServer(server: string, driver: Target['driver']): Route {
  const instead = driver === 'mdm' || driver === 'auto' ? '' : `, whatever driver: ${driver} says`
  return { driver: 'mdm', server, why: `it is enrolled at ${server}: its MDM server installs macOS${instead}` }
}

function withoutOwner(driver: Target['driver']): Route {
  if (driver === 'auto')
    return { driver: 'manual', why: 'no volumeOwner is declared, and root alone cannot update macOS' }
  return none(`driver: ${driver} needs the password of a volume owner`, 'Declare `volumeOwner` under `os:`')
}

function downgrade(build: string, macos: Macos): Route {
  const what = `it runs ${macos.version} (${macos.build}), and ${build} is older: macOS has no way back without erasing the Mac`
  return none(what, `Pin ${macos.build} or a later build; macloom erases nothing`)
}

function byTool(
  target: Target,
  macos: Macos,
  offers: Exclude<Tools['offers'], { unknown: string }>,
  installers: Exclude<Tools['installers'], { unknown: string }>,
  { user, passwordFrom }: NonNullable<Target['volumeOwner']>,
): Route {
  const owner = { user, passwordFrom }
  const list = offers === 'no server' ? [] : offers
  const offer = target.driver === 'startosinstall' ? undefined : list.find((one) => suits(target, one))
  if (offer !== undefined) {
    const { label, version } = offer
    const why = `Apple offers it as \`${label}\`, and ${user} owns the volume`
    return { driver: 'softwareupdate', label, version, why, ...owner, ...spaceForUpdate(offer.sizeBytes) }
  }
  const installer = installers.find(({ version }) => installs(target, version))
  if (installer === undefined || target.driver === 'softwareupdate') return nothing(target, macos, offers, installers)
  const why = `${installer.app} lies in /Applications, and ${user} owns the volume`
  return { driver: 'startosinstall', ...installer, why, ...owner, ...SPACE_FOR_INSTALLER }
}

// A build is one label, whatever else is offered. A minimum is met by the same major release only: 26.2 never takes 27.
function suits({ build, minimum }: Target, offer: { build: string | null; version: string }): boolean {
  if (build !== undefined || offer.build === null) return offer.build === build
  return minimum !== undefined && majorOf(offer.version) === majorOf(minimum) && !older(offer.version, minimum)
}

// An installer says its version; its build is seen when the Mac comes back, and nothing else counts as converged.
function installs({ build, minimum }: Target, version: string): boolean {
  if (build !== undefined) return releaseOf(build) === version.split('.').slice(0, 2).join('.')
  return minimum !== undefined && majorOf(version) === majorOf(minimum) && !older(version, minimum)
}

function nothing(
  { build, minimum = '' }: Target,
  macos: Macos,
  offers: Exclude<Tools['offers'], { unknown: string }>,
  installers: readonly { app: string }[],
): Route {
  const wanted = build === undefined ? `macOS ${minimum}` : `build ${build}`
  const next = 'Pin a build that is offered, put its full installer into /Applications, or write driver: manual'
  if (offers === 'no server')
    return none('its Apple update server cannot be reached', 'See whether it has a way to the internet')
  const systems = offers.filter((one) => one.build !== null)
  const major = systems.some(({ version }) => majorOf(version) !== majorOf(macos.version))
  const list = [...systems.map(({ label }) => `\`${label}\``), ...installers.map(({ app }) => app)].join(', ')
  const upgrade = major && build === undefined ? ', and a major upgrade is not taken for a minor one' : ''
  return none(`${wanted} is not offered to it (there is ${list === '' ? 'nothing' : list})${upgrade}`, next)
}

function none(why: string, next: string): Route {
  return { driver: 'none', why, next }
}

/** What an update unpacks and stages besides its download; an estimate of ours, no figure of Apple's. */
const STAGING_GB = 20

function spaceForUpdate(bytes: number): Pick<ByTool, 'gigabytes' | 'sum'> {
  const download = Math.ceil(bytes / 1e9)
  return { gigabytes: download + STAGING_GB, sum: `${download} GB to download + ${STAGING_GB} GB to unpack it` }
}

/** What erase-install asks for (--min-drive-space), which drives the same installer. */
const SPACE_FOR_INSTALLER = { gigabytes: 45, sum: 'what a full installer takes' } as const
