import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fabric } from '../../src/resources/fabric/fabric.js'
import { PAIR } from '../sim/lab.js'
import { claimAll, releaseAll } from './story.js'
import { Stage } from './stage.js'

const PORT = { receptacle: 2, address: '10.77.0.1', netmask: '255.255.255.252', peerAddress: '10.77.0.2' }
const NETWORK = { needs: [], mac: 'studio-1', ports: [PORT] }
const PREFERENCES = '"$MACLOOM_ROOT"/Library/Preferences/SystemConfiguration/preferences.plist'

describe('a network is given back', { timeout: 60_000 }, () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await Stage.open(PAIR)
  })
  afterEach(() => stage.close())

  it('although a service that was recorded is gone', async () => {
    await person("sudo -n networksetup -createnetworkservice 'USB-LAN' Ethernet")
    await up()
    await person("sudo -n networksetup -removenetworkservice 'USB-LAN'")
    await down()
    expect(services()).toEqual(['Ethernet', 'Wi-Fi', 'Thunderbolt Bridge'])
    expect(members()).toEqual(['en2', 'en3', 'en4', 'en5', 'en6', 'en7'])
  })

  it('with the service of the bridge that a person has deleted meanwhile', async () => {
    const before = stage.settings()
    await up()
    await person("sudo -n networksetup -removenetworkservice 'Thunderbolt Bridge'")
    await down()
    expect(Stage.differing(before, stage.settings())).toEqual([])
  })

  it('with the service of a port that a person has deleted meanwhile, its IPv6 too', async () => {
    const lines = [
      `sudo -n PlistBuddy -c 'Delete :VirtualNetworkInterfaces:Bridge:bridge0:Interfaces:1' ${PREFERENCES}`,
      'sudo -n ifconfig bridge0 deletem en3',
      'sudo -n ifconfig en3 up',
      "sudo -n networksetup -createnetworkservice Ring 'Thunderbolt 2'",
      'sudo -n networksetup -setmanual Ring 10.0.0.5 255.255.255.0',
      'sudo -n networksetup -setv6LinkLocal Ring',
    ]
    await person(lines.join(' && '))
    const before = stage.settings()
    await up()
    await person('sudo -n networksetup -removenetworkservice Ring')
    await down()
    expect(Stage.differing(before, stage.settings())).toEqual([])
  })

  it('only when a look has shown it: a tool that refuses with exit 0 costs no record', async () => {
    const before = stage.settings()
    await up()
    await stage.bench.sim.hands.setFault('studio-1', 'networksetup commit', 'yes')
    await stage.bench.sim.hands.setFault('studio-1', 'networksetup exits 0', 'yes')
    await expect(release()).rejects.toThrow(
      /this is still to do: take our addresses off .* The record of the found network was kept/,
    )
    expect(await person('cat "$MACLOOM_ROOT"/usr/local/macloom/found/fabric')).toContain('"order"')
    await stage.hasten('studio-1')
    await stage.bench.sim.hands.clearFault('studio-1', 'networksetup commit')
    await stage.bench.sim.hands.clearFault('studio-1', 'networksetup exits 0')
    await down()
    expect(Stage.differing(before, stage.settings())).toEqual([])
  })

  it('never over the port that is given back', async () => {
    await up()
    const { address } = stage.bench.sim.macs['studio-1'] ?? {}
    await person(`sudo -n ifconfig en3 inet ${String(address)} netmask 255.255.255.0 alias`)
    const before = stage.settings()
    await expect(release()).rejects.toThrow(/managed over en3 \(Thunderbolt 2\).* Its network was not touched/)
    expect(Stage.differing(before, stage.settings())).toEqual([])
  })

  async function up(): Promise<void> {
    await claimAll(stage, PAIR)
    expect(await stage.settle(fabric, NETWORK)).toMatchObject({ ready: { state: 'ready' } })
  }

  async function release(): Promise<void> {
    const { outputs } = await stage.look(fabric, NETWORK)
    if (outputs.observed !== null) await stage.release(fabric, NETWORK, outputs.observed)
  }

  // The folder of a Mac goes last, and only when nothing is left on record.
  async function down(): Promise<void> {
    await release()
    await releaseAll(stage, PAIR)
  }

  async function person(script: string): Promise<string> {
    const { exit, stdout, stderr } = await stage.bench.ssh('studio-1', script)
    expect(`${stderr}${exit}`).toBe('0')
    return stdout
  }

  const studio = () => stage.bench.sim.world().macs['studio-1']
  const services = () => studio()?.services.map(({ name }) => name)
  const members = () => studio()?.kernel.bridges['bridge0']?.members
})
