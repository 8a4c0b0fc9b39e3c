import { hasRdmaTools } from '../rdma.js'
import type { Tool } from '../world.js'
import { fail, ok, unknownArguments } from './reply.js'

/** Spotlight. Texts inferred (facts 5.7). */
export const mdutil: Tool = {
  name: 'mdutil',
  reads: () => [['-s', '/']],
  call: ({ mac, argv, root }) => {
    const state = (): string => `/:\n\tIndexing ${mac.spotlight ? 'enabled' : 'disabled'}. \n`
    const match = /^(?:-a )?-i (on|off)(?: \/)?$/.exec(argv.join(' '))
    if (argv.join(' ') === '-s /' || argv.join(' ') === '-a -s') return ok(state())
    if (!match) return unknownArguments('mdutil', argv)
    if (!root) return fail(1, 'mdutil: must be run as root\n')
    mac.spotlight = match[1] === 'on'
    return ok(state())
  },
}

/** Time Machine. What needs Full Disk Access is refused over SSH. */
export const tmutil: Tool = {
  name: 'tmutil',
  reads: () => [['destinationinfo']],
  call: ({ mac, argv, root }) => {
    const [verb = '', ...rest] = argv
    const last = rest.at(-1) ?? ''
    if (verb === 'destinationinfo' && rest.length === 0) return fail(1, 'tmutil: No destinations configured.\n')
    if (verb === 'isexcluded' && rest.length === 1) return ok(`[Included]    ${last}\n`)
    if (/^(add|remove)exclusion$/.test(verb)) {
      return fail(80, `tmutil: ${verb} requires Full Disk Access privileges.\n`)
    }
    if (!/^(enable|disable)$/.test(verb) || rest.length > 0) return unknownArguments('tmutil', argv)
    if (!root) return fail(1, `tmutil: ${verb} requires root privileges.\n`)
    mac.timeMachine = verb === 'enable'
    return ok()
  },
}

/** Application firewall. Texts inferred (facts 5.5). */
export const socketfilterfw: Tool = {
  name: 'socketfilterfw',
  reads: () => [['--getglobalstate']],
  call: ({ mac, argv, root }) => {
    const match = /^--setglobalstate (on|off)$/.exec(argv.join(' '))
    if (!match && argv.join(' ') !== '--getglobalstate') return unknownArguments('socketfilterfw', argv)
    if (match && !root) return fail(1, 'You must be root to change firewall settings.\n')
    if (match) mac.firewall = match[1] === 'on'
    return ok(`Firewall is ${mac.firewall ? 'enabled. (State = 1)' : 'disabled. (State = 0)'}\n`)
  },
}

const RDMA_CLASSES = ['AppleThunderboltRDMAProtectionDomain', 'AppleThunderboltRDMAQueuePair']

/** How many RDMA objects of the kernel are alive; a killed rank leaves its protection domain behind. */
export const ioclasscount: Tool = {
  name: 'ioclasscount',
  reads: () => [RDMA_CLASSES, ...RDMA_CLASSES.map((name) => [name])],
  call: ({ mac, argv }) => {
    if (argv.length === 0 || argv.some((name) => !RDMA_CLASSES.includes(name))) {
      return unknownArguments('ioclasscount', argv)
    }
    // The classes come with the RDMA kernel extension. Format: IOKitTools, ioclasscount.c.
    const leaked = Object.values(mac.protectionDomains).reduce((sum, count) => sum + count, 0)
    const count = hasRdmaTools(mac) ? String(leaked) : '<no such class>'
    return ok(`${argv.map((name) => `${name} = ${count}`).join(', ')}\n`)
  },
}
