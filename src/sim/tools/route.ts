import { defaultRoute } from '../kernel.js'
import type { SimMac, Tool, ToolCall, ToolReply } from '../world.js'
import { fail, ok, unknownArguments } from './reply.js'

export const route: Tool = {
  name: 'route',
  reads: () => [['-n', 'get', 'default']],
  call: (call) => {
    const [verb, target, ...rest] = call.argv.filter((word) => word !== '-n' && word !== '-host')
    if (verb === 'get' && target !== undefined && rest.length === 0) return get(call.mac, target)
    const device = rest[0] === '-interface' && rest.length === 2 ? rest[1] : undefined
    if (target === undefined || !/^(add|change|delete)$/.test(verb ?? '')) return unknownArguments('route', call.argv)
    if (device === undefined && verb !== 'delete') return unknownArguments('route', call.argv)
    if (!call.root) return fail(77, 'route: must be root to alter routing table\n')
    return change(call, verb ?? '', target, device ?? '')
  },
}

function get(mac: SimMac, target: string): ToolReply {
  if (target !== 'default') {
    const device = mac.kernel.routes[target] ?? connected(mac, target) ?? defaultRoute(mac)?.device
    if (device === undefined) return fail(1, 'route: writing to routing socket: not in table\n')
    return ok(`   route to: ${target}\ndestination: ${target}\n  interface: ${device}\n${METRICS}`)
  }
  const found = defaultRoute(mac)
  if (!found) return fail(1, 'route: writing to routing socket: not in table\n')
  const lines = ['   route to: default', 'destination: default', '       mask: default', `    gateway: ${found.router}`]
  return ok(`${lines.join('\n')}\n  interface: ${found.device}\n${METRICS}`)
}

const METRICS =
  '      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>\n' +
  ' recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire\n' +
  '       0         0         0         0         0         0      1500         0 \n'

// `change` wants a route to change; the network of an address on an interface is one.
function change({ mac }: ToolCall, verb: string, target: string, device: string): ToolReply {
  const known = mac.kernel.routes[target] ?? (verb === 'change' ? connected(mac, target) : undefined)
  if (verb === 'add' && known !== undefined) return refused('add', target, device, 'File exists')
  if (verb !== 'add' && known === undefined) return refused(verb, target, device, 'not in table')
  if (verb === 'delete') delete mac.kernel.routes[target]
  else mac.kernel.routes[target] = device
  return ok(`${verb} host ${target}${verb === 'delete' ? '' : `: gateway ${device}`}\n`)
}

// route reports on both streams, and some releases exit 0 (facts 2.3).
function refused(verb: string, target: string, device: string, why: string): ToolReply {
  return {
    stdout: `${verb} host ${target}: gateway ${device}: ${why}\n`,
    stderr: `route: writing to routing socket: ${why}\n`,
    exit: 1,
  }
}

/** The interface whose network holds the address. */
export function connected(mac: SimMac, target: string): string | undefined {
  const bits = (dotted: string): number => dotted.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const entries = Object.entries({ ...mac.kernel.interfaces, ...mac.kernel.bridges })
  return entries.find(([, port]) =>
    port.addresses.some(({ address, netmask }) => {
      const mask = bits(netmask)
      return (bits(address) & mask) === (bits(target) & mask)
    }),
  )?.[0]
}
