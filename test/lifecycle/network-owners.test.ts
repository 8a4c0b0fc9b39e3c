import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fabric } from '../../src/resources/fabric/fabric.js'
import { propertyList } from '../../src/macos/property-list.js'
import { PAIR } from '../sim/lab.js'
import { Stage } from './stage.js'
import { claimAll, releaseAll } from './story.js'

const PORT = { receptacle: 2, address: '10.77.0.1', netmask: '255.255.255.252', peerAddress: '10.77.0.2' }
const NETWORK = { needs: [], mac: 'studio-1', ports: [PORT] }
const LABEL = 'io.exo.networksetup'
const PLIST = `"$MACLOOM_ROOT"/Library/LaunchDaemons/${LABEL}.plist`

describe('a Mac whose network another tool configures as well', { timeout: 60_000 }, () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await Stage.open(PAIR)
    const text = propertyList({ Label: LABEL, ProgramArguments: ['/bin/sleep', '86400'], RunAtLoad: true })
    await person(`sudo -n tee ${PLIST} >/dev/null && sudo -n chmod 0644 ${PLIST}`, text)
    await person(`sudo -n launchctl bootstrap system ${PLIST}`)
    await claimAll(stage, PAIR)
  })
  afterEach(() => stage.close())

  it('is refused by name, and nothing is written to it', async () => {
    const before = stage.settings()
    await expect(stage.settle(fabric, NETWORK)).rejects.toThrow(
      /io\.exo\.networksetup of exo configures its network as well\. .* `takeOwnership: \[exo\]`/,
    )
    expect(Stage.differing(before, stage.settings())).toEqual([])
  })

  it('is taken over where the lab says so, at boot too, and its tool has it again after a destroy', async () => {
    const before = stage.settings()
    const inputs = { ...NETWORK, takeOwnership: ['exo' as const] }
    expect((await stage.look(fabric, inputs)).shows[0]).toBe('owners.exo')
    expect(await stage.settle(fabric, inputs)).toMatchObject({ ready: { state: 'ready' } })
    await stage.bench.sim.hands.reboot('studio-1')
    expect(await loaded()).toBe('')
    expect((await stage.look(fabric, inputs)).shows).toEqual([])
    const { outputs } = await stage.look(fabric, inputs)
    if (outputs.observed !== null) await stage.release(fabric, inputs, outputs.observed)
    expect(await loaded()).toBe(LABEL)
    await releaseAll(stage, PAIR)
    await claimAll(stage, PAIR)
    expect(Stage.differing(before, stage.settings()).filter((line) => !/macloom\/|bootTime/.test(line))).toEqual([])
  })

  async function loaded(): Promise<string> {
    return (
      (await person(`launchctl print system | grep -o '${LABEL.replaceAll('.', '[.]')}$' || :`)).split('\n')[0] ?? ''
    )
  }

  async function person(script: string, stdin?: string): Promise<string> {
    const { exit, stdout, stderr } = await stage.bench.ssh('studio-1', script, stdin)
    expect(`${stderr}${exit}`).toBe('0')
    return stdout
  }
})

describe('a Mac that an organisation manages', { timeout: 60_000 }, () => {
  it('cannot be taken over, and is changed only where the lab vouches for the organisation', async () => {
    const enrollment = { dep: true, approved: true, server: 'https://mdm.example.com/mdm' }
    const stage = await Stage.open({ ...PAIR, macs: { ...PAIR.macs, 'studio-1': { model: 'Mac15,14', enrollment } } })
    await claimAll(stage, PAIR)
    await expect(stage.settle(fabric, NETWORK)).rejects.toThrow(
      /an organisation manages it \(https:\/\/mdm\.example\.com\/mdm\).* cannot be taken over.* `alongside: \[mdm\]`/,
    )
    const vouched = { ...NETWORK, alongside: ['mdm' as const] }
    expect(await stage.settle(fabric, vouched)).toMatchObject({ ready: { state: 'ready' } })
    await stage.close()
  })
})
