import type { MacInputs } from '../../../src/resources/mac/inputs.js'
import type { MacObserved, Receptacle } from '../../../src/resources/mac/outputs.js'

/** What the lab of the tests declares of one Mac. */
export const DECLARED: MacInputs = {
  needs: [],
  lab: 'desk',
  mac: 'studio-1',
  serial: 'C07DESK00001',
  model: 'Mac15,14',
  chip: 'Apple M3 Ultra',
  memoryBytes: 512 * 2 ** 30,
  minimumMacos: '26.2',
  claims: ['ShardDeployment/kimi'],
}

/** The same Mac, as it says itself. */
export const SEEN: MacObserved = {
  claim: { lab: 'desk', since: '2026-10-01T00:00:00.000Z' },
  serial: 'C07DESK00001',
  model: 'Mac15,14',
  chip: 'Apple M3 Ultra',
  memoryBytes: 512 * 2 ** 30,
  macos: { version: '26.6', build: '25G72' },
  bootTime: 1_790_000_000,
  fileVault: 'off',
  receptacles: [],
  deployments: ['kimi'],
  foreign: [],
}

/** An empty Thunderbolt 5 receptacle. */
export function receptacle(number: number, changes: Partial<Receptacle> = {}): Receptacle {
  return {
    number,
    interface: `en${number + 1}`,
    domainUuid: `UUID-${number}`,
    generation: 5,
    speedGbps: null,
    connected: false,
    peer: null,
    device: null,
    ...changes,
  }
}
