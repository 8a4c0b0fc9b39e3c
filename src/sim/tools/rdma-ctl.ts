import { hasRdmaTools } from '../rdma.js'
import type { Tool } from '../world.js'
import { fail, notInstalled, ok, unknownArguments } from './reply.js'

export const rdmaCtl: Tool = {
  name: 'rdma_ctl',
  reads: () => [['status']],
  call: ({ mac, argv }) => {
    if (!hasRdmaTools(mac)) return notInstalled('rdma_ctl')
    // A Thunderbolt 4 Mac says enabled as well, and has no devices for ever (mlx#3777).
    if (argv.join(' ') === 'status') return ok(mac.nvram['rdma-enable'] === '1' ? 'enabled\n' : 'disabled\n')
    if (argv.length === 1 && (argv[0] === 'enable' || argv[0] === 'disable')) {
      return fail(77, 'rdma_ctl: This tool needs to be executed from Recovery OS.\n')
    }
    return unknownArguments('rdma_ctl', argv)
  },
}

export const nvram: Tool = {
  name: 'nvram',
  reads: () => [['rdma-enable']],
  call: ({ mac, argv }) => {
    const [name = ''] = argv
    if (argv.length !== 1 || name.startsWith('-')) return unknownArguments('nvram', argv)
    if (name.includes('=')) {
      const variable = name.split('=')[0] ?? ''
      return fail(1, `nvram: Error setting variable - '${variable}': (iokit/common) not permitted\n`)
    }
    const value = mac.nvram[name]
    if (value !== undefined) return ok(`${name}\t${value}\n`)
    return fail(1, `nvram: Error getting variable - '${name}': (iokit/common) data was not found\n`)
  },
}
