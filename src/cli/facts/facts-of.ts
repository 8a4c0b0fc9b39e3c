import { MacTrouble } from '../../command/errors.js'
import type { Reader } from '../../command/mac.js'
import { hardwarePorts, serviceInfos, serviceOrder } from '../../macos/networksetup.js'
import { interfaces } from '../../macos/ifconfig.js'
import { powerSettings } from '../../macos/pmset.js'
import { storedBridges } from '../../macos/preferences.js'
import { wiredLimit } from '../../macos/sysctl.js'
import { thunderbolt } from '../../macos/system-profiler-thunderbolt.js'
import type { Facts, MacFacts, ServiceFacts } from '../../report/facts.js'
import { BRIDGE, membersOf } from '../../resources/fabric/network.js'
import type { Readers } from '../../resources/kind.js'
import { observe as observeMac } from '../../resources/mac/observe.js'
import { verdictsAcross, type OneSided } from '../../resources/rdma/across.js'
import { observe as observeRdma } from '../../resources/rdma/observe.js'
import type { RdmaPort } from '../../resources/rdma/outputs.js'
import { seenAs, seenOf } from '../../resources/seen.js'
import { isUnknown, type Seen, type UnknownValue } from '../../resources/words.js'
import { receptacleFacts, withNames } from './receptacles.js'

/**
 * What each of these Macs is and prints. A command that nobody ran is unknown in its place; of a Mac that is silent
 * everything is, and it is named.
 */
export async function factsOf(macs: Readers): Promise<{ facts: Facts; silent: readonly string[] }> {
  const silent: string[] = []
  const verdicts = verdictsAcross(await oneSided(macs))
  const found = macs.names.map(async (name) => {
    const facts = await factsAbout(macs, name, verdicts[name]).catch((error: unknown) => {
      if (!(error instanceof MacTrouble)) throw error
      silent.push(name)
      return nothingBut({ unknown: error.short })
    })
    return [name, facts] as const
  })
  return { facts: { macs: withNames(Object.fromEntries(await Promise.all(found))) }, silent }
}

/** What each Mac alone says of its ports; one that is silent is left out. */
async function oneSided(macs: Readers): Promise<Record<string, OneSided>> {
  const looks = macs.names.map(async (name): Promise<[string, OneSided][]> => {
    const looked = Promise.all([observeMac(macs, { mac: name }), observeRdma(macs, asIf(name))])
    const [{ receptacles }, { ports }] = await looked.catch((error: unknown) => {
      if (error instanceof MacTrouble) return [{ receptacles: SILENT }, { ports: SILENT }] as const
      throw error
    })
    return [[name, { receptacles, ports }]]
  })
  return Object.fromEntries((await Promise.all(looks)).flat())
}

const SILENT: UnknownValue = { unknown: 'it did not answer' }

/** Facts are of no lab: RDMA is looked at as if it were wanted, and no link is declared. */
function asIf(mac: string) {
  return { mac, receptacles: [], enabled: true }
}

async function factsAbout(macs: Readers, name: string, both: Seen<RdmaPort[]> | undefined): Promise<MacFacts> {
  const mac = macs.of(name)
  const [identity, rdma, ports, hardware] = await Promise.all([
    observeMac(macs, { mac: name }),
    observeRdma(macs, asIf(name)),
    mac.ask(thunderbolt),
    mac.ask(hardwarePorts),
  ])
  const { model, chip, memoryBytes, macos } = identity
  const receptacles = await receptacleFacts(mac, ports, hardware, both ?? rdma.ports)
  return {
    ...{ model, chip, memoryBytes, macos },
    domainUuid: isUnknown(receptacles) ? receptacles : (receptacles[0]?.domainUuid ?? null),
    receptacles,
    bridge: await bridgeOf(mac),
    services: await servicesOf(mac),
    rdma: { status: rdma.status, nvram: rdma.nvram, supported: rdma.supported },
    power: seenOf(await mac.ask(powerSettings)),
    wiredLimitBytes: seenAs(await mac.ask(wiredLimit), (mb) => mb * 2 ** 20),
  }
}

async function bridgeOf(mac: Reader): Promise<MacFacts['bridge']> {
  const [order, stored, kernel] = await Promise.all([
    mac.ask(serviceOrder),
    mac.ask(storedBridges),
    mac.ask(interfaces),
  ])
  return {
    service: seenAs(order, (services) => {
      const service = services.find(({ device }) => device === BRIDGE)
      return service === undefined ? null : { name: service.name, enabled: service.enabled }
    }),
    stored: seenAs(stored, (bridges) => bridges[BRIDGE]?.interfaces ?? null),
    kernel: seenAs(kernel, (all) => membersOf({ kernel: all }, BRIDGE)),
  }
}

async function servicesOf(mac: Reader): Promise<Seen<readonly ServiceFacts[]>> {
  const [order, infos] = await Promise.all([mac.ask(serviceOrder), mac.ask(serviceInfos)])
  return seenAs(order, (services) =>
    services.map((service) => {
      const info = infos.known ? infos.value.get(service.name) : undefined
      return info === undefined ? service : { ...service, info: seenOf(info) }
    }),
  )
}

function nothingBut(why: UnknownValue): MacFacts {
  const identity = { model: why, chip: why, memoryBytes: why, macos: why, domainUuid: why }
  return {
    ...{ ...identity, receptacles: why, services: why, power: why, wiredLimitBytes: why },
    bridge: { service: why, stored: why, kernel: why },
    rdma: { status: why, nvram: why, supported: why },
  }
}
