import type { Reader } from '../../command/mac.js'
import { interfaces, type Interface } from '../../macos/ifconfig.js'
import { jobs } from '../../macos/launchctl.js'
import { deploymentOf } from '../labels.js'
import type { Receptacle } from '../mac/outputs.js'
import { receptaclesOf } from '../mac/receptacles.js'
import { environments } from '../mlx-install/environments.js'
import { isSilent } from '../reach.js'
import { macRecord } from '../record.js'
import { seenAs, seenOf } from '../seen.js'
import type { LinkEnd } from '../thunderbolt-link/inputs.js'
import { isUnknown, type Seen, type UnknownValue } from '../words.js'
import type { Hindrance } from './outputs.js'

/** What matters of one Mac to whoever wants to measure at it; all of it from the base look. */
export interface Site {
  readonly receptacles: Seen<readonly Receptacle[]>
  readonly interfaces: Seen<readonly Interface[]>
  /** Deployments with a rank loaded: whether one is idle cannot be known. */
  readonly serving: Seen<readonly string[]>
  readonly environment: Seen<string | null>
  readonly facts: Readonly<Record<string, string>>
}

/** Looks at one Mac. One that does not answer, or whose record cannot be read, is unknown. */
export async function siteOf(mac: Reader): Promise<Seen<Site>> {
  try {
    const [receptacles, network, loaded, made, record] = await Promise.all([
      receptaclesOf(mac),
      mac.ask(interfaces),
      mac.ask(jobs),
      mac.ask(environments),
      mac.ask(macRecord),
    ])
    if (!record.known) return { unknown: record.why }
    return {
      receptacles,
      interfaces: seenOf(network),
      serving: seenAs(loaded, (rows) => rows.flatMap(({ label }) => deploymentOf(label) ?? []).sort()),
      environment: seenAs(made, ({ current }) => current),
      facts: record.value.facts,
    }
  } catch (error) {
    if (isSilent(error)) return { unknown: error.short }
    throw error
  }
}

/** What keeps one end of a link from being measured now; empty when nothing does. */
export function hindrancesAt({ mac, receptacle }: LinkEnd, address: string, site: Seen<Site>): Hindrance[] {
  if (isUnknown(site)) return [{ mac, why: 'not readable', what: site.unknown }]
  const { receptacles, interfaces: network, serving, environment } = site
  const dark = [receptacles, network, serving, environment].filter((each): each is UnknownValue => isUnknown(each))
  if (isUnknown(receptacles) || isUnknown(network) || isUnknown(serving) || isUnknown(environment)) {
    return dark.map(({ unknown }) => ({ mac, why: 'not readable', what: unknown }))
  }
  const device = receptacles.find(({ number }) => number === receptacle)?.interface
  const own = network.find(({ name, up }) => name === device && up)?.addresses ?? []
  const there = own.some((each) => each.address === address)
  return [
    ...(environment === null ? [{ mac, why: 'no environment' as const, what: 'no MLX environment' }] : []),
    ...(there ? [] : [{ mac, why: 'no address' as const, what: address }]),
    ...serving.map((what) => ({ mac, why: 'serves' as const, what })),
  ]
}
