import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fabric } from '../../src/resources/fabric/fabric.js'
import { HalfDone } from '../../src/resources/lifecycle.js'
import { osSettings } from '../../src/resources/os-settings/os-settings.js'
import { PAIR } from '../sim/lab.js'
import { claimAll, releaseAll } from './story.js'
import { Stage } from './stage.js'

const PORT = { receptacle: 2, address: '10.77.0.1', netmask: '255.255.255.252', peerAddress: '10.77.0.2' }
const NETWORK = { needs: [], mac: 'studio-1', ports: [PORT] }
const SETTINGS = { needs: [], mac: 'studio-1', sleep: 'never' as const, wiredLimitMb: 458_752 }

const unfinished = expect.stringMatching(/^unfinished: take en3 .*/) as string
const armed = [unfinished, expect.stringMatching(/: this is taken back within 90 s unless confirmed$/) as string]

describe('a converge that breaks after any of its tells', { timeout: 60_000 }, () => {
  let stage: Stage
  let before: string
  beforeAll(async () => {
    stage = await Stage.open(PAIR)
    before = stage.settings()
    await claimAll(stage, PAIR)
  })
  afterAll(() => stage.close())

  // Tells in order: marker, record, timer, stored bridge, kernel bridge, services, order, confirmation, marker.
  it.each([2, 5, 8])('is seen as unfinished and goes on: network, %i tells in', async (tells) => {
    stage.breakAfter = tells
    await expect(stage.settle(fabric, NETWORK)).rejects.toThrow(HalfDone)
    stage.breakAfter = Infinity
    const seen = await stage.read(fabric, NETWORK, 'Fabric/studio-1')
    expect(seen).toMatchObject({ gone: false, unfinished: armed.slice(0, tells === 8 || tells < 3 ? 1 : 2) })
    await stage.hasten('studio-1')
    expect(await stage.settle(fabric, NETWORK)).toMatchObject({ claimed: true, ready: { state: 'ready' } })
    await stage.settle(fabric, NETWORK)
    expect(stage.told).toEqual([])
    await giveBack()
  })

  it.each([2])('is seen as unfinished and goes on: settings, %i tells in', async (tells) => {
    stage.breakAfter = tells
    await expect(stage.settle(osSettings, SETTINGS)).rejects.toThrow(HalfDone)
    stage.breakAfter = Infinity
    expect(await stage.read(osSettings, SETTINGS, 'OsSettings/studio-1')).toMatchObject({
      unfinished: [expect.stringMatching(/^unfinished: sleep/) as string],
    })
    await stage.settle(osSettings, SETTINGS)
    const { outputs } = await stage.look(osSettings, SETTINGS)
    if (outputs.observed !== null) await stage.release(osSettings, SETTINGS, outputs.observed)
  })

  it('leaves nothing behind when all of it is given back', async () => {
    await releaseAll(stage, PAIR)
    expect(Stage.differing(before, stage.settings())).toEqual([])
  })

  async function giveBack(): Promise<void> {
    const { outputs } = await stage.look(fabric, NETWORK)
    if (outputs.observed !== null) await stage.release(fabric, NETWORK, outputs.observed)
  }
})
