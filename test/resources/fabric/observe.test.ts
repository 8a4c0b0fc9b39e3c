import { describe, expect, it } from 'vitest'
import { known, type Answer } from '../../../src/command/question.js'
import { interfaces } from '../../../src/macos/ifconfig.js'
import { hardwarePorts, serviceInfos, serviceOrder } from '../../../src/macos/networksetup.js'
import { readServiceInfo, type ServiceInfo } from '../../../src/macos/networksetup-info.js'
import { ibvGids } from '../../../src/macos/rdma.js'
import { jobs } from '../../../src/macos/launchctl.js'
import { enrollment } from '../../../src/macos/profiles.js'
import { bootTime } from '../../../src/macos/sysctl.js'
import { storedBridges } from '../../../src/macos/preferences.js'
import { defaultInterface } from '../../../src/macos/route.js'
import { sshConnection } from '../../../src/macos/ssh-connection.js'
import { fabric } from '../../../src/resources/fabric/fabric.js'
import { managementOf } from '../../../src/resources/fabric/management.js'
import { observe } from '../../../src/resources/fabric/observe.js'
import { macRecord } from '../../../src/resources/record.js'
import { captured } from '../../captures/read.js'
import { answer, answering, captureOf, unread } from '../answers.js'
import { PORT } from './cases.js'

const BRIDGE_INFO = readServiceInfo(captured('networksetup/info-dhcp-no-address.txt'), 'Thunderbolt Bridge')

const STUDIO = [
  captureOf(hardwarePorts, 'networksetup/hardware-ports-mac-studio-with-bridge.txt'),
  captureOf(storedBridges, 'preferences/bridge-with-members.json'),
  captureOf(serviceOrder, 'networksetup/service-order-french.txt'),
  answer(serviceInfos, new Map([['Pont Thunderbolt', known(BRIDGE_INFO)]])),
  captureOf(defaultInterface, 'route/default.txt'),
  answer(sshConnection, null),
  answer(macRecord, { version: 1, facts: {} }),
  captureOf(ibvGids, 'rdma/devinfo-verbose.txt'),
  captureOf(bootTime, 'sysctl/boot-time.txt'),
  captureOf(jobs, 'launchctl/system.txt'),
  captureOf(enrollment, 'profiles/not-enrolled.txt'),
]
const KERNEL = captureOf(interfaces, 'ifconfig/mac-mini-half-out-of-bridge.txt')

describe('the look at a Thunderbolt network', () => {
  it('sees the layers apart, and finds the bridge under its translated name', async () => {
    const macs = answering({ studio: [...STUDIO, KERNEL] })
    const ports = [1, 2, 3].map((receptacle) => ({ ...PORT, receptacle }))
    expect(await observe(macs, { mac: 'studio', ports })).toMatchObject({
      ports: [
        { interface: 'en2', inStoredBridge: true, inKernelBridge: false, up: true, carrier: true },
        { interface: 'en3', inStoredBridge: false, inKernelBridge: false, up: false, carrier: false, service: null },
        { interface: 'en4', inStoredBridge: false, inKernelBridge: true, up: true, carrier: false },
      ],
      bridge: {
        service: { name: 'Pont Thunderbolt', enabled: true },
        stored: ['en1', 'en6', 'en2'],
        kernel: ['en4'],
      },
      recorded: false,
      ipv4Gids: [{ receptacle: 1, index: 1 }],
    })
  })

  it('says so when a layer could not be read, and changes nothing', async () => {
    const macs = answering({ studio: [...STUDIO, unread(interfaces)] })
    const observed = await observe(macs, { mac: 'studio', ports: [PORT] })
    expect(observed.ports).toEqual({ unknown: 'ifconfig: not as expected' })
    expect(fabric.diff({ needs: [], mac: 'studio', ports: [PORT] }, observed)).toEqual([])
  })

  it.each<[string, readonly (readonly [string, Answer<ServiceInfo | null>])[]]>([
    ['is missing from the list of services', []],
    ['is not recognised', [['Pont Thunderbolt', known(null)]]],
  ])('takes no default for a service of the order that %s', async (_name, infos) => {
    const others = STUDIO.filter(([name]) => name !== serviceInfos.name)
    const macs = answering({ studio: [...others, answer(serviceInfos, new Map(infos)), KERNEL] })
    const observed = await observe(macs, { mac: 'studio', ports: [PORT] })
    expect(observed.ports).toMatchObject({
      unknown: expect.stringMatching(/^Pont Thunderbolt: in the order/) as string,
    })
    expect(fabric.diff({ needs: [], mac: 'studio', ports: [PORT] }, observed)).toEqual([])
  })

  it.each([
    ['an address of an interface', '198.51.100.7', ['en0']],
    ['a scoped IPv6 address', 'fe80::1%en5', ['en0', 'en5']],
    ['an address that no interface has, behind a forwarded port', '203.0.113.5', ['en0']],
  ])('knows the way in by %s', async (_name, serverAddress, expected) => {
    const macs = answering({
      mini: [KERNEL, answer(defaultInterface, 'en0'), answer(sshConnection, { serverAddress })],
    })
    expect(await managementOf(macs.of('mini'))).toEqual(expected)
  })
})
