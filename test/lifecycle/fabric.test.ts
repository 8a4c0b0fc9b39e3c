import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fabric } from '../../src/resources/fabric/fabric.js'
import { PAIR } from '../sim/lab.js'
import { Stage } from './stage.js'
import { claimAll, tellStory } from './story.js'

const port = (receptacle: number, net: number) => ({
  receptacle,
  address: `10.77.${net}.1`,
  netmask: '255.255.255.252',
  peerAddress: `10.77.${net}.2`,
})

// One port of six: the other five stay in the bridge as they were found.
tellStory({
  world: PAIR,
  kind: fabric,
  inputs: { needs: [], mac: 'studio-1', ports: [port(2, 0)] },
  atFirst: ['ports.2.storedBridge', 'ports.2.kernelBridge', 'ports.2.service', 'serviceOrder'],
  drift: {
    by: async (stage) => {
      const back = [
        "sudo -n networksetup -removenetworkservice 'macloom Thunderbolt 2'",
        'sudo -n ifconfig bridge0 addm en3',
      ]
      expect(await stage.bench.ssh('studio-1', back.join(' && '))).toMatchObject({ exit: 0 })
    },
    shows: ['ports.2.kernelBridge', 'ports.2.service', 'serviceOrder'],
  },
  holds: (stage) => {
    const { kernel, storedBridges } = stage.bench.sim.world().macs['studio-1'] ?? {}
    expect(kernel?.bridges['bridge0']?.members).toEqual(['en2', 'en4', 'en5', 'en6', 'en7'])
    expect(storedBridges?.['bridge0']?.Interfaces).toEqual(['en2', 'en4', 'en5', 'en6', 'en7'])
    expect(kernel?.interfaces['en3']?.addresses.map(({ address }) => address)).toEqual(['10.77.0.1'])
  },
})

// All three ports of a laptop, whose interfaces do not follow its receptacles (2 is en6): the bridge has none left.
tellStory({
  world: {
    lab: 'bench',
    seed: 8,
    macs: { 'book-1': { model: 'Mac17,7' }, 'studio-1': { model: 'Mac15,14' } },
    cables: ['book-1:1 <-> studio-1:2', 'book-1:2 <-> studio-1:3', 'book-1:3 <-> studio-1:4'],
  },
  kind: fabric,
  inputs: { needs: [], mac: 'book-1', ports: [port(1, 1), port(2, 2), port(3, 3)] },
  atFirst: [
    ...[1, 2, 3].flatMap((n) => [`ports.${n}.storedBridge`, `ports.${n}.kernelBridge`, `ports.${n}.service`]),
    'bridge.service',
    'serviceOrder',
  ],
  drift: {
    by: async (stage) => {
      const change =
        "sudo -n networksetup -setdhcp 'macloom Thunderbolt 3' && sudo -n networksetup -setnetworkserviceenabled 'macloom Thunderbolt 1' off"
      expect(await stage.bench.ssh('book-1', change)).toMatchObject({ exit: 0 })
    },
    shows: ['ports.1.serviceEnabled', 'ports.3.address'],
  },
  holds: async (stage) => {
    await stage.bench.sim.hands.reboot('book-1')
    const { kernel } = stage.bench.sim.world().macs['book-1'] ?? {}
    expect(kernel?.bridges).toEqual({})
    const addresses = ['en1', 'en6', 'en2'].map((device) => kernel?.interfaces[device]?.addresses[0]?.address)
    expect(addresses).toEqual(['10.77.1.1', '10.77.2.1', '10.77.3.1'])
  },
})

// A port that left the bridge long ago and has a service of its user's own, with a name that wants quoting.
tellStory({
  world: PAIR,
  kind: fabric,
  inputs: { needs: [], mac: 'studio-1', ports: [port(2, 0)] },
  setUp: async (stage) => {
    const bridge = ':VirtualNetworkInterfaces:Bridge:bridge0:Interfaces'
    const preferences = '"$MACLOOM_ROOT"/Library/Preferences/SystemConfiguration/preferences.plist'
    const lines = [
      `sudo -n PlistBuddy -c 'Delete ${bridge}:1' ${preferences}`,
      'sudo -n ifconfig bridge0 deletem en3',
      'sudo -n ifconfig en3 up',
      `sudo -n networksetup -createnetworkservice "Büro's Ring" 'Thunderbolt 2'`,
      `sudo -n networksetup -ordernetworkservices "Büro's Ring" Ethernet Wi-Fi 'Thunderbolt Bridge'`,
    ]
    expect(await stage.bench.ssh('studio-1', lines.join(' && '))).toMatchObject({ exit: 0, stderr: '' })
  },
  atFirst: ['ports.2.address', 'serviceOrder'],
  drift: {
    by: async (stage) => {
      await stage.bench.ssh('studio-1', `sudo -n networksetup -removenetworkservice "Büro's Ring"`)
    },
    shows: ['ports.2.service', 'serviceOrder'],
  },
  holds: (stage) => {
    const addresses = stage.bench.sim.world().macs['studio-1']?.kernel.interfaces['en3']?.addresses
    expect(addresses?.map(({ address }) => address)).toEqual(['10.77.0.1'])
  },
})

describe('a port whose address JACCL would not find', { timeout: 60_000 }, () => {
  const inputs = { needs: [], mac: 'studio-1', ports: [port(2, 0)] }
  let stage: Stage
  beforeEach(async () => {
    stage = await Stage.open(PAIR)
    await claimAll(stage, PAIR)
    await stage.bench.sim.hands.enableRdma('studio-1')
  })
  afterEach(() => stage.close())

  it('is brought there by its service, in the transaction that gives it the address', async () => {
    await stage.bench.sim.hands.setFault('studio-1', 'gid index 2 until toggled', 'en3')
    expect(await stage.settle(fabric, inputs)).toMatchObject({
      observed: { ipv4Gids: [{ receptacle: 2, index: 1 }] },
      findings: [{ danger: 'note' }],
    })
  })

  it('is tried once, and is a finding where that has not helped', async () => {
    await stage.settle(fabric, inputs)
    await stage.bench.sim.hands.setFault('studio-1', 'gid index 2', 'en3')
    expect((await stage.look(fabric, inputs)).shows).toEqual(['ports.2.gid'])
    await stage.settle(fabric, inputs)
    const { outputs, shows } = await stage.look(fabric, inputs)
    expect(shows).toEqual([])
    expect(outputs).toMatchObject({
      ready: { state: 'ready' },
      observed: { ipv4Gids: [{ receptacle: 2, index: 2 }] },
      findings: [
        { danger: 'warning', what: 'the IPv4 address of receptacle 2 stands at GID index 2' },
        { danger: 'note' },
      ],
    })
  })
})
