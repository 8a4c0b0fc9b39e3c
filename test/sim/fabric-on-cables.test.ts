import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fabric } from '../../src/resources/fabric/fabric.js'
import { Rehearsal } from '../lifecycle/rehearsal.js'
import { carry, counted, LEFT_OUT } from './wires.js'
import { PAIR } from './lab.js'

const MEGABYTE = 1_000_000

/** What the plan would say of the port at one end of the one cable. */
function inputs(mac: string, own: string, peer: string) {
  const port = { receptacle: 2, address: own, netmask: '255.255.255.252', peerAddress: peer }
  return { needs: [], mac, ports: [port] }
}

describe.skipIf(LEFT_OUT)('Fabric on a real cable', () => {
  let rehearsal: Rehearsal

  beforeAll(async () => {
    rehearsal = await Rehearsal.open({ world: PAIR, sim: { cables: 'veth' } })
  })
  afterAll(() => rehearsal.end())

  test('gives programs the link that it declares, over the port that it took out of the bridge', async () => {
    await rehearsal.up(fabric, inputs('studio-1', '10.77.0.1', '10.77.0.2'))
    await rehearsal.up(fabric, inputs('studio-2', '10.77.0.2', '10.77.0.1'))
    const { bench } = rehearsal
    const { bytes, from } = await carry(bench, 'studio-1', 'studio-2', '10.77.0.2', 5 * MEGABYTE)
    expect({ bytes, from }).toEqual({ bytes: 5 * MEGABYTE, from: '10.77.0.1' })
    expect(await counted(bench, 'studio-2', 2)).toBeGreaterThan(5 * MEGABYTE)
  })
})
