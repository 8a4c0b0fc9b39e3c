import { labFile, type Lab } from '../../lab/schema.js'
import type { MacObserved } from '../../resources/mac/outputs.js'
import { endText, type Cable, type Cabling } from '../../resources/thunderbolt-link/cabling.js'
import { isUnknown } from '../../resources/words.js'

/** No lab has this name: a Mac that another lab owns is then refused by that lab's name, as it would be by yours. */
const NOBODY = 'a-lab-of-yours'

export interface Found {
  readonly name: string
  readonly address: string
  readonly hostKey: string
  readonly mac: MacObserved
  /** Thunderbolt 5: its cables should do 80 Gb/s. */
  readonly fast: boolean
}

/** The lab that one would declare of these Macs as they are: every default setting, each cable a link, RDMA on. */
export function asIfLab(found: readonly Found[], { cables }: Pick<Cabling, 'cables'>): Lab {
  return labFile.parse({
    lab: NOBODY,
    macs: Object.fromEntries(found.map((one) => [one.name, declared(one)])),
    links: cables.filter(([a, b]) => a.mac !== b.mac).map((ends) => link(ends, found)),
    rdma: 'enabled',
  })
}

// Where one end is Thunderbolt 4, 40 Gb/s is all there can be.
function link(ends: Cable, found: readonly Found[]) {
  const fast = ends.every(({ mac }) => found.find(({ name }) => name === mac)?.fast === true)
  return { between: ends.map(endText), minimumGbps: fast ? 80 : 40 }
}

function declared({ address, hostKey, mac: { memoryBytes } }: Found) {
  const memory = isUnknown(memoryBytes) ? {} : { memory: `${Math.floor(memoryBytes / 2 ** 30)}GB` }
  return { address, hostKey, ...memory }
}
