import type { SeenPort } from './seen.js'
import type { WantedBridge, WantedNetwork, WantedPort } from './wanted.js'
import { limiting } from './programs.js'

export type Seen = ReadonlyMap<string, SeenPort>

/** Lines for ip: interfaces that no cable wants any more go, and with a veth its other end. */
export function removals(wanted: WantedNetwork, seen: Seen): string[] {
  return [...seen].flatMap(([name, { kind, cable }]) => {
    const port = wanted.ports.find((each) => each.name === name)
    const kept = kind === 'bridge' ? wanted.bridges.some((each) => each.name === name) : keeps(port, cable)
    return kept ? [] : [`link del dev ${name}`]
  })
}

// The Ethernet bears no name of a cable and always stays.
function keeps(port: WantedPort | undefined, cable: string | null): boolean {
  return port === undefined ? cable === null : (port.cable?.name ?? null) === cable
}

/** Lines for ip that bring a Mac's bridges and interfaces to what is wanted; every interface is there by now. */
export function adjustments(wanted: WantedNetwork, seen: Seen): string[] {
  const { bridges, ports } = wanted
  return [...bridges.flatMap((each) => bridgeLines(each, seen.get(each.name))), ...ports.flatMap(lines(seen))]
}

function bridgeLines(bridge: WantedBridge, seen: SeenPort | undefined): string[] {
  const { name, ether } = bridge
  return [
    ...(seen ? [] : [`link add name ${name} type bridge`]),
    ...(ether === null || seen?.ether === ether ? [] : [`link set dev ${name} address ${ether}`]),
    ...common(bridge, seen),
  ]
}

function lines(seen: Seen): (port: WantedPort) => string[] {
  return (port) => {
    const { name, bridge } = port
    const now = seen.get(name)
    const master = bridge === null ? `link set dev ${name} nomaster` : `link set dev ${name} master ${bridge}`
    return [...(bridge === (now?.bridge ?? null) ? [] : [master]), ...common(port, now)]
  }
}

function common(wanted: Pick<WantedPort, 'name' | 'up' | 'addresses'>, seen: SeenPort | undefined): string[] {
  const { name, up, addresses } = wanted
  const gone = (seen?.addresses ?? []).filter((each) => !addresses.includes(each))
  const fresh = addresses.filter((each) => !(seen?.addresses ?? []).includes(each))
  return [
    ...gone.map((each) => `address del ${each} dev ${name}`),
    ...fresh.map((each) => `address add ${each} broadcast + dev ${name}`),
    ...(up === (seen?.up ?? false) ? [] : [`link set dev ${name} ${up ? 'up' : 'down'}`]),
  ]
}

/** Lines for tc: limits that came, changed or went. */
export function limits(wanted: WantedNetwork, seen: Seen): string[] {
  return wanted.ports.flatMap(({ name, megabits }) => {
    if (megabits === (seen.get(name)?.megabits ?? null)) return []
    return [megabits === null ? `qdisc del dev ${name} root` : limiting(name, megabits).join(' ')]
  })
}
