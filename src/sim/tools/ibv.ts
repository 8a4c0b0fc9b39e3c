import { hasRdmaTools, PROTECTION_DOMAINS, rdmaDevices, type RdmaDevice } from '../rdma.js'
import type { Tool } from '../world.js'
import { fail, notInstalled, ok, unknownArguments } from './reply.js'

const HEADER = '    device          \t   node GUID\n    ------          \t----------------\n'

export const ibvDevices: Tool = {
  name: 'ibv_devices',
  reads: () => [[]],
  call: ({ world, mac, argv }) => {
    if (!hasRdmaTools(mac)) return notInstalled('ibv_devices')
    if (argv.length > 0) return unknownArguments('ibv_devices', argv)
    const rows = rdmaDevices(world, mac).map((device) => `    ${device.name.padEnd(16)}\t${device.guid}\n`)
    return ok(HEADER + rows.join(''))
  },
}

export const ibvDevinfo: Tool = {
  name: 'ibv_devinfo',
  reads: (world, mac) => [
    [],
    ['-v'],
    ...rdmaDevices(world, mac).flatMap(({ name }) => [
      ['-d', name],
      ['-d', name, '-v'],
      ['-v', '-d', name],
    ]),
  ],
  call: ({ world, mac, argv }) => {
    if (!hasRdmaTools(mac)) return notInstalled('ibv_devinfo')
    const verbose = argv.includes('-v')
    const [flag, name, ...rest] = argv.filter((word) => word !== '-v')
    if (rest.length > 0 || (flag !== undefined && flag !== '-d')) return unknownArguments('ibv_devinfo', argv)
    const all = rdmaDevices(world, mac)
    if (flag === '-d') {
      const at = all.findIndex((device) => device.name === name)
      const device = all[at]
      if (!device) return fail(255, `IB device '${name ?? ''}' wasn't found\n`)
      return ok(block(device, at + 1, verbose))
    }
    if (all.length === 0) return fail(255, 'No IB devices found\n')
    return ok(all.map((device, at) => block(device, at + 1, verbose)).join(''))
  },
}

function block(device: RdmaDevice, lid: number, verbose: boolean): string {
  const lines = [
    `hca_id:\t${device.name}`,
    '\ttransport:\t\t\tThunderbolt (100)',
    `\tnode_guid:\t\t\t${device.guid.replaceAll(/(.{4})(?=.)/g, '$1:')}`,
    '\tsys_image_guid:\t\t\t0000:0000:0000:0001',
    '\tvendor_id:\t\t\t0x0000',
    '\tvendor_part_id:\t\t\t0',
    '\thw_ver:\t\t\t\t0x0',
    '\tphys_port_cnt:\t\t\t1',
    ...(verbose ? LIMITS : []),
    '\t\tport:\t1',
    `\t\t\tstate:\t\t\t${device.active ? 'PORT_ACTIVE (4)' : 'PORT_DOWN (1)'}`,
    '\t\t\tmax_mtu:\t\t4096 (5)',
    '\t\t\tactive_mtu:\t\t4096 (5)',
    `\t\t\tsm_lid:\t\t\t${lid}`,
    `\t\t\tport_lid:\t\t${lid}`,
    '\t\t\tport_lmc:\t\t0x00',
    '\t\t\tlink_layer:\t\tThunderbolt',
    ...(verbose ? [...PORT_LIMITS, ...gidLines(device)] : []),
    '',
  ]
  return `${lines.join('\n')}\n`
}

function gidLines(device: RdmaDevice): string[] {
  return device.gids.flatMap((gid, at) => (gid === '::' ? [] : [`\t\t\tGID[${String(at).padStart(3)}]:\t\t${gid}`]))
}

// The figures are measured (facts 3.3), their lines composed in the layout of rdma-core.
const LIMITS = [
  '\tmax_mr_size:\t\t\t0xfa0000',
  `\tmax_qp:\t\t\t\t${PROTECTION_DOMAINS}`,
  `\tmax_cq:\t\t\t\t${PROTECTION_DOMAINS}`,
  '\tmax_mr:\t\t\t\t100',
  `\tmax_pd:\t\t\t\t${PROTECTION_DOMAINS}`,
  '\tatomic_cap:\t\t\tATOMIC_NONE (0)',
]

const PORT_LIMITS = [
  '\t\t\tmax_msg_sz:\t\t0x1000000',
  '\t\t\tactive_width:\t\t8X (4)',
  '\t\t\tactive_speed:\t\t10.0 Gbps (4)',
]
